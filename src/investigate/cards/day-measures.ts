// What a person did day by day, beside their own usual and that of their peers: the numbers behind
// the sparklines of a card. Pure; day-counts.ts asks for the counts.

import { dayMs, type Millis } from '../../core/time.ts';

/** What somebody read on a day, UTC. */
export type ReadDay = {
  readonly user: string;
  readonly day: Millis;
  readonly accesses: number;
  readonly rows: number;
  /** Different ones, with those that only stood in a list. */
  readonly customers: number;
  /** Opened where something is known of reasons; of these, without one. */
  readonly judged: number;
  readonly withoutReason: number;
  /** Opened for a ticket of their own alone, for which nobody had called. */
  readonly uncalled: number;
  /** Opened where a shift is known; of these, outside of it. */
  readonly shifted: number;
  readonly offShift: number;
  readonly refused: number;
};

/** And the tickets that they made, and those of them closed within two minutes. */
export type DayCounts = ReadDay & {
  readonly tickets: number;
  readonly soonClosed: number;
  /** A day with tickets and without an access: nothing is known of reads. */
  readonly isUnread?: boolean;
};

export type Measured = {
  readonly name: string;
  readonly isShare: boolean;
  /** By day from the first; null: nothing done, or nothing known. */
  readonly own: readonly (number | null)[];
  /** Median of the peers who did anything that day. */
  readonly peers: readonly (number | null)[];
  readonly most: number | null;
  /** The last day on which the person did anything. */
  readonly latest: number | null;
  /**
   * Median of the person's days before `from`; where these are few, of those before the latest.
   * null: of too few of those before anything is known.
   */
  readonly usual: number | null;
  readonly peersLatest: number | null;
};

export type Days = { readonly from: Millis; readonly until: Millis };

type Measure = {
  readonly name: string;
  readonly isShare: boolean;
  of(counts: DayCounts): number | null;
};

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

const readMeasures: readonly Measure[] = [
  { name: 'accesses', isShare: false, of: (day) => day.accesses },
  { name: 'customers', isShare: false, of: (day) => day.customers },
  {
    name: 'no reason',
    isShare: false,
    of: (day) => (day.judged === 0 ? null : day.withoutReason),
  },
  { name: 'no reason, share', isShare: true, of: (day) => share(day.withoutReason, day.judged) },
  { name: 'uncalled', isShare: false, of: (day) => day.uncalled },
  { name: 'off shift, share', isShare: true, of: (day) => share(day.offShift, day.shifted) },
  { name: 'rows', isShare: false, of: (day) => day.rows },
  { name: 'refused', isShare: false, of: (day) => day.refused },
];

const measures: readonly Measure[] = [
  ...readMeasures.map((one) => {
    return { ...one, of: (day: DayCounts) => (day.isUnread === true ? null : one.of(day)) };
  }),
  { name: 'tickets made', isShare: false, of: (day) => day.tickets },
  { name: 'soon closed', isShare: false, of: (day) => day.soonClosed },
];

/** Fewer days before tell nothing of what is usual. */
const daysBeforeMin = 5;

/** Whether enough is known of before `from` to say what is usual by that. */
export function hasUsualBefore(
  user: string,
  counts: readonly (ReadDay & Pick<DayCounts, 'isUnread'>)[],
  { from }: Pick<Days, 'from'>,
): boolean {
  const isBefore = (one: (typeof counts)[number]) =>
    one.user === user && one.day < from && one.isUnread !== true;
  return counts.filter(isBefore).length >= daysBeforeMin;
}

/**
 * Those of which anything is known, of the person or of the peers. Counts from before `from` are of
 * the person alone: what is usual for them should not come from the days that are looked into.
 */
export function measured(
  user: string,
  counts: readonly DayCounts[],
  { from, until }: Days,
): readonly Measured[] {
  const days = Math.max(0, Math.ceil((until - from) / dayMs));
  const place = ({ day }: DayCounts) => Math.floor((day - from) / dayMs);
  const own = new Map(counts.filter((one) => one.user === user).map((one) => [place(one), one]));
  const before = [...own].filter(([i]) => i < 0).map(([, one]) => one);
  const others = Map.groupBy(
    counts.filter((one) => one.user !== user),
    place,
  );
  const isBefore = hasUsualBefore(user, counts, { from });
  const latest = Math.max(-1, ...[...own].filter(([, day]) => !day.isUnread).map(([i]) => i));
  return measures.flatMap(({ name, isShare, of }): Measured[] => {
    const values = Array.from({ length: days }, (_, i) => (own.has(i) ? of(own.get(i)!) : null));
    const peers = values.map((_, i) => median((others.get(i) ?? []).map(of)));
    const usual = isBefore ? usualOf(before.map(of)) : median(values.slice(0, Math.max(0, latest)));
    if (![...values, ...peers, usual].some((value) => value !== null && value > 0)) return [];
    const known = values.filter((value) => value !== null);
    return [
      {
        ...{ name, isShare, own: values, peers },
        most: known.length === 0 ? null : Math.max(...known),
        latest: values[latest] ?? null,
        usual,
        peersLatest: peers[latest] ?? null,
      },
    ];
  });
}

/** What is known of fewer days than that is no habit. */
function usualOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < daysBeforeMin ? null : median(known);
}

/** Of what is known; null: of nothing. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
