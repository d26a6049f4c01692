// All that an evaluation of a log says, as one value: what is written as JSON, and what the page
// and the tables are drawn from.

import {
  judgeLog,
  type LogVerdict,
  learntRule,
  logHorizonsDays,
  shippedRules,
} from './judge-log.ts';
import { type Half, halves, type LogOutcome } from './log-outcome.ts';

export type LogNote = {
  /** The command line, to be repeated. */
  readonly command: string;
  readonly version: string;
  /** Rows of the files of accesses. */
  readonly rows: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly hasTickets: boolean;
  /** Starts of each person, and days at work in both halves that make a thief. */
  readonly starts: number;
  readonly eligibleDays: number;
  /** Of each theft, by its name. */
  readonly cellTitles: Readonly<Record<string, string>>;
};

export type LogReport = {
  readonly run: LogNote;
  readonly log: {
    readonly events: number;
    readonly people: number;
    readonly services: number;
    readonly customers: number;
    readonly eligible: number;
    readonly days: number;
    readonly warmupDays: number;
    readonly calibrationDays: number;
    readonly testDays: number;
    readonly userDays: Readonly<Record<Half, number>>;
  };
  readonly horizons: readonly number[];
  readonly budgets: readonly number[];
  readonly cells: readonly string[];
  /** As shipped, then all detectors together by budget. */
  readonly verdicts: readonly LogVerdict[];
  /**
   * All together, each detector alone and the line of SQL at the largest budget, with thresholds
   * from the second half itself: all come to the same false incidents, and can be compared.
   */
  readonly alone: readonly LogVerdict[];
  readonly anomalies: LogOutcome['anomalies'];
  readonly isPlaceboExact: boolean;
  readonly remarks: readonly string[];
};

/** Below so many incidents in the first half a threshold is mostly chance. */
const calibratedMin = 10;
/** Below it a threshold is no threshold: it was taken where nobody has a score. */
const leastValue = 1e-9;

export function logReportOf(
  outcome: LogOutcome,
  run: LogNote,
  budgets: readonly number[],
): LogReport {
  const { protocol, people, services, eligible, events, customers, contenders } = outcome;
  const { days, calibrationFrom, testFrom } = protocol;
  const largest = Math.max(...budgets);
  const rules = [
    ...shippedRules(),
    ...budgets.map((budget) => learntRule(outcome, 'ours', { budget, half: 'calibration' })),
  ];
  const verdicts = rules.map((rule) => judgeLog(outcome, rule));
  const alone = contenders
    .filter(({ kind }) => kind !== 'shipped')
    .map(({ id }) => judgeLog(outcome, learntRule(outcome, id, { budget: largest, half: 'test' })));
  const [calibration, test] = halves.map((half) =>
    outcome.userDays[half].reduce((total, count) => total + count, 0),
  );
  return {
    run,
    log: {
      ...{ events, people: people.length, services, customers, eligible: eligible.length },
      ...{ days, warmupDays: calibrationFrom, calibrationDays: testFrom - calibrationFrom },
      ...{ testDays: days - testFrom, userDays: { calibration: calibration!, test: test! } },
    },
    ...{ horizons: logHorizonsDays, budgets, verdicts, alone, anomalies: outcome.anomalies },
    cells: [...new Set(outcome.trials.map(({ cell }) => cell))],
    isPlaceboExact: outcome.isPlaceboExact,
    remarks: remarksOf(outcome, run, verdicts),
  };
}

export function ruleTitle({ rule }: LogVerdict): string {
  return rule.budget === undefined
    ? `${rule.id}, as shipped`
    : `learnt at ${rule.budget} per 1,000`;
}

/** What a reader has to know before believing a number. */
function remarksOf(
  outcome: LogOutcome,
  { hasTickets, eligibleDays }: LogNote,
  verdicts: readonly LogVerdict[],
): string[] {
  const remarks: string[] = [];
  if (!hasTickets) {
    remarks.push('No tickets were given: reasons are unknown, and nobody is blamed for any.');
  }
  for (const verdict of verdicts) remarks.push(...budgetRemarks(verdict));
  if (outcome.eligible.length === 0) {
    remarks.push(`Nobody was at work on ${eligibleDays} days of both halves: nobody steals.`);
  }
  if (!outcome.isPlaceboExact) {
    remarks.push('Placebos differ from the honest run: the trials are not exact.');
  }
  return remarks;
}

function budgetRemarks({ rule, honest }: LogVerdict): string[] {
  const { budget, threshold } = rule;
  if (budget === undefined) return [];
  const remarks: string[] = [];
  const { allowed, value } = threshold;
  if (value < leastValue) {
    remarks.push(
      `Budget ${budget}: nobody in the first half has any combined evidence, so that whatever ` +
        'there is counts as found; no other threshold would find more.',
    );
  } else if (allowed < 1) {
    remarks.push(
      `Budget ${budget} allows ${allowed.toFixed(2)} incidents in the first half: none can be ` +
        'learnt for it, and the one used lies above all that the first half has.',
    );
  } else if (allowed < calibratedMin) {
    const counted = `${allowed.toFixed(2)} incidents in the first half`;
    remarks.push(
      `Budget ${budget} allows ${counted}: below ${calibratedMin} a threshold is mostly chance.`,
    );
  }
  const { perThousandDays, interval } = honest.test;
  if (interval.low > budget) {
    const rate = perThousandDays.toFixed(2);
    remarks.push(`Budget ${budget} is missed in the second half: ${rate} per 1,000 user-days.`);
  }
  return remarks;
}
