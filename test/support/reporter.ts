// The last line of a test run: `N passed, N failed`. People and scripts judge a run by it, so
// nothing that went wrong may be missing from it: a file that does not load, a hook that throws, an
// error nobody handled and a test that never came to its end each count as one failure, and so
// does a run without a single passed or failed test. Skipped tests are listed above, each with its
// reason. Used by vitest.config.ts beside vitest's own reporter, which shows the details.

import { writeSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

type Tally = { passed: number; failed: number; readonly skipped: string[] };

/** What a run came to. Exported for its own test. */
export function tallyOf(
  modules: readonly TestModule[],
  unhandled: number,
  isFiltered = false,
): Tally {
  const tally: Tally = { passed: 0, failed: unhandled, skipped: [] };
  for (const module of modules) {
    if (module.errors().length > 0) tally.failed += 1;
    for (const suite of module.children.allSuites()) tally.failed += failedHooks(suite);
    for (const test of module.children.allTests()) countTest(test, tally, isFiltered);
  }
  return tally;
}

/** A hook that throws leaves its tests skipped: without this the run would look clean. */
function failedHooks(suite: TestSuite): number {
  return suite.errors().length > 0 ? 1 : 0;
}

function countTest(test: TestCase, tally: Tally, isFiltered: boolean): void {
  const result = test.result();
  switch (result.state) {
    case 'passed':
      tally.passed += 1;
      return;
    case 'skipped':
      // Left out by -t: vitest gives no reason there, nor anything else to tell it by.
      if (isFiltered && result.note === undefined) return;
      tally.skipped.push(`${test.fullName}: ${result.note ?? 'no reason given'}`);
      return;
    case 'failed':
    case 'pending':
      // Pending after the run: its worker died, or the run was broken off.
      tally.failed += 1;
  }
}

export function lastLineOf(tally: Pick<Tally, 'passed' | 'failed'>): string {
  return `${tally.passed} passed, ${tally.failed} failed`;
}

/** Beside another reporter: prints nothing until the process exits. */
export class LastLineReporter implements Reporter {
  #tally: Tally = { passed: 0, failed: 0, skipped: [] };

  #isFiltered = false;

  onInit(vitest: Vitest): void {
    this.#isFiltered = vitest.config.testNamePattern !== undefined;
    // Printed while the process exits, because vitest itself prints after the end of the run.
    process.once('exit', () => this.#print());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    this.#tally = tallyOf(modules, unhandled.length, this.#isFiltered);
  }

  #print(): void {
    const { passed, skipped } = this.#tally;
    const lines = skipped.map((line) => `skipped: ${line}`);
    if (passed + this.#tally.failed === 0) {
      lines.push('No test was run, which counts as a failure.');
      this.#tally.failed = 1;
    }
    if (this.#tally.failed > 0) process.exitCode = 1;
    // Synchronous: whatever is queued for a pipe at this point would be lost.
    writeSync(1, `${[...lines, lastLineOf(this.#tally)].join('\n')}\n`);
  }
}
