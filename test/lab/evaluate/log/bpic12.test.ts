// Real people who are not known to steal: how many of them are accused, with thresholds as shipped.
// Nothing of the file is in the repository.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openInput } from '../../../../src/adapters/input/open-input.ts';
import { readLog } from '../../../../src/cli/evaluate-log-read.ts';
import { shippedBudgets } from '../../../../src/core/calibration.ts';
import { detectors } from '../../../../src/generated/detectors.ts';
import { evaluateLog } from '../../../../src/lab/evaluate/log/evaluate-log.ts';
import { burstCell } from '../../../../src/lab/evaluate/log/log-cells.ts';
import { logReportOf } from '../../../../src/lab/evaluate/log/log-report.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const file = at('../shared/data/bpic12/events.csv.gz');
const why = existsSync(file) ? '' : ' (skipped: ../shared/data/bpic12 is not here)';

test.skipIf(why !== '')(
  `at the loan desk of bpic12 nearly nobody is accused${why}`,
  async () => {
    const flags: Readonly<Record<string, string>> = {
      map: at('examples/bpic12/mapping.yaml'),
      people: at('examples/bpic12/people.csv'),
    };
    const { events, reference, rows, rejected } = await readLog({
      words: [file],
      flags: { has: (name) => name in flags, text: (name) => flags[name] },
      outside: { openInput: (path) => openInput(path), stop: new AbortController().signal },
    });
    expect({ rows, rejected }).toEqual({
      rows: 262_200,
      rejected: { 'account is missing': 18_010 },
    });
    const steps = evaluateLog({
      ...{ events, reference, detectors, budgets: shippedBudgets, seed: '1' },
      // One person, who is at work on nearly every day.
      ...{ cells: [burstCell(40)], starts: 1, eligibleDays: 50 },
    });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const outcome = step.value;
    const note = { command: '', version: '', rows, rejected, starts: 1, eligibleDays: 50 };
    const report = logReportOf(outcome, { ...note, hasTickets: false, cellTitles: {} }, [1]);
    expect(report.log).toMatchObject({ people: 67, services: 1, customers: 13_087 });
    expect(report.log.userDays).toEqual({ calibration: 1_192, test: 1_528 });
    expect(outcome.trials.length).toBeGreaterThan(0);
    expect(outcome.isPlaceboExact).toBe(true);
    // The aim is two of 1,000 user-days: three of this half.
    const [question, incident] = report.verdicts;
    expect(question!.honest.test.incidents).toBeLessThanOrEqual(3);
    expect(incident!.honest.test.incidents).toBe(0);
    // Without a ticket feed nobody is blamed for having no ticket.
    for (const id of ['unexplained-access', 'unexplained-drip', 'ticket-quality']) {
      expect(outcome.anomalies[id]).toEqual({ calibration: 0, test: 0 });
    }
  },
  600_000,
);
