// When a read came, against what its victim has said: reads out of time do not count, and why is
// another thing each time. For whoever says it: the words and the page of an attribution.
//
//   ── too early ──┤ in time ┤── day before ──┤── since the call ──┤── since the complaint ──
//                         cut-off            call             first complaint
//
//   ── too early ──┤ in time ┤── weeks before ──┤── since the call ──    no complaint on record
//                         cut-off              call

import { guardMs } from '../../core/attribution/cutoff.ts';
import type { Entity } from '../../core/attribution/evidence.ts';
import { isOpening } from '../../core/attribution/known-customers.ts';
import { dayMs } from '../../core/time.ts';
import type { Answer } from './attribute-list.ts';
import type { VictimRead } from './reads-of-victims.ts';

export type When =
  | 'in-time'
  | 'too-early'
  | 'day-before'
  | 'weeks-before'
  | 'since-call'
  | 'since-complaint';

type Read = Pick<VictimRead, 'subject' | 'at'>;

/** As `cutoffOf` has it, and `countList` counts. */
export function whenReader({
  evidence,
  customers,
  spans,
}: Pick<Answer, 'evidence' | 'customers' | 'spans'>): (read: Read) => When {
  const position = new Map(evidence.victims.map(({ id }, i) => [id, i]));
  return ({ subject, at }) => {
    const i = position.get(subject)!;
    const { cutoff } = evidence.victims[i]!;
    const { reportedAt, complainedAt } = customers[i]!.dates;
    if (at <= cutoff) return at > cutoff - spans.lookBackMs ? 'in-time' : 'too-early';
    if (complainedAt !== null && at >= complainedAt) return 'since-complaint';
    if (reportedAt !== null && at >= reportedAt) return 'since-call';
    return complainedAt === null ? 'weeks-before' : 'day-before';
  };
}

/** Those that may have to do with the complaint first. */
const inOrder = [
  'since-complaint',
  'since-call',
  'day-before',
  'weeks-before',
  'too-early',
] as const satisfies readonly When[];

export type OutOfTime = (typeof inOrder)[number];

/** Such as there are, each with its reads; those in time are left out. */
export function outOfTime<T extends Read>(
  reads: readonly T[],
  when: (read: Read) => When,
): (readonly [OutOfTime, readonly T[]])[] {
  const groups = Map.groupBy(reads, when);
  return inOrder.flatMap((one) => {
    const there = groups.get(one);
    return there === undefined ? [] : [[one, there] as const];
  });
}

type Known = Pick<Answer, 'evidence' | 'customers' | 'spans' | 'reads'>;

/** Victims whom somebody has read at no other times; of several such the first. */
export function onlyOutOfTime(
  answer: Known,
  entity: string,
): (readonly [OutOfTime, readonly string[]])[] {
  const when = whenReader(answer);
  const own = answer.reads.filter((read) => read.entity === entity);
  const isCounted = new Set(
    own.filter((read) => when(read) === 'in-time').map(({ subject }) => subject),
  );
  const others = own.filter(({ subject }) => !isCounted.has(subject));
  const first = [...Map.groupBy(others, ({ subject }) => subject).values()].map((there) =>
    there.reduce((a, b) => (b.at < a.at ? b : a)),
  );
  return outOfTime(first, when).map(([one, reads]) => {
    return [one, reads.map(({ subject }) => subject)] as const;
  });
}

/** Of a person and whom they have known for long: by then they had opened each of these. */
export function knownBy({ evidence, spans }: Pick<Answer, 'evidence' | 'spans'>, entity: Entity) {
  const { hits } = evidence.candidates.find((one) => one.entity === entity)!;
  const known = evidence.victims.filter((_, i) => hits[i] === 'known');
  return Math.max(...known.map(({ cutoff }) => cutoff - spans.lookBackMs));
}

/** How many victims somebody has opened on several days in time. */
export function openedAgain(answer: Answer, entity: Entity): number {
  const when = whenReader(answer);
  const opened = answer.reads.filter((read) => {
    return read.entity === entity && isOpening(read.touch) && when(read) === 'in-time';
  });
  return [...Map.groupBy(opened, ({ subject }) => subject).values()].filter((own) => {
    return new Set(own.map(({ at }) => Math.floor(at / dayMs))).size > 1;
  }).length;
}

export const guardDays = guardMs / dayMs;

export function whenText(when: OutOfTime, { spans }: Pick<Answer, 'spans'>): string {
  switch (when) {
    case 'since-complaint':
      return 'from the complaint on';
    case 'since-call':
      return 'after the call, before any complaint on record';
    case 'day-before':
      return 'in the day before call or complaint';
    case 'weeks-before':
      return `in the ${guardDays} days before a call of which no complaint is on record`;
    case 'too-early':
      return `more than ${weeksOf(spans.lookBackMs)} weeks before the cut-off`;
  }
}

export function weeksOf(ms: number): number {
  return Math.round(ms / (7 * dayMs));
}
