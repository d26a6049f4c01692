// The order in which a run takes its files: first those that take longest, or one that begins last
// leaves a core idle to its end. Vitest knows how long a file took where it ran before; a fresh
// clone does not, and there the length of a file says little: two Kafka processes that wait for
// each other are short to write. Used by vitest.config.ts; whoever writes a test of more than half
// a minute names it here.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = fileURLToPath(new URL('../..', import.meta.url));

const longest = [
  'test/cli/replay.integration.test.ts',
  'test/docs/sheets.integration.test.ts',
  'test/integration/two-processes.kafka.test.ts',
  'test/integration/bank.integration.test.ts',
  'test/integration/paused.kafka.test.ts',
  'test/integration/repartition.kafka.test.ts',
  'test/cli/repartition.integration.test.ts',
  'test/chaos/chaos.kafka.test.ts',
  'test/sim/sim.test.ts',
  'test/integration/same-findings.integration.test.ts',
  'test/cli/replay-reference.integration.test.ts',
  'test/cli/kafka-commands.kafka.test.ts',
  'test/integration/assignment.kafka.test.ts',
  'test/bad-input/kafka-away.kafka.test.ts',
  'test/integration/norms.integration.test.ts',
  'test/bad-input/kafka-replicas.kafka.test.ts',
  'test/lab/attacks.test.ts',
  'test/core/detector-laws.prop.test.ts',
  'test/bad-input/kafka-logins.kafka.test.ts',
  'test/cli/evaluate.test.ts',
  'test/examples/consumers.kafka.test.ts',
].map((name) => root + name);

/** Those that are not named go on in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = longest.filter((path) => !existsSync(path));
    if (gone.length > 0) throw new Error(`Not there any more, or renamed: ${gone.join(', ')}`);
    const named = longest.flatMap((path) => files.filter(({ moduleId }) => moduleId === path));
    const others = files.filter(({ moduleId }) => !longest.includes(moduleId));
    return [...named, ...(await super.sort(others))];
  }
}
