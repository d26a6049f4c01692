// How much the readers of the victims read, and everybody else, in the weeks of a list. For
// count-list; a test holds it to a recount of all reads.

import { hasCleanTime, type ReachSpan } from '../../core/attribution/cutoff.ts';
import { shiftMs } from '../../core/attribution/desk.ts';
import type { Controls, Desk, Entity, Reach } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import { secondMs } from '../../core/time.ts';
import type { Warehouse, WarehouseRow } from '../../ports.ts';
import {
  controlsSql,
  coverageSql,
  daysSql,
  desksSql,
  readersSql,
  segmentsSql,
  totalsSql,
  touchesSql,
} from './reach-sql.ts';

/** Statements as the user that may only read. */
export type Ask = (sql: string, parameters: Record<string, unknown>) => Promise<Rows>;
type Rows = readonly WarehouseRow[];

export function asker(warehouse: Warehouse, signal?: AbortSignal): Ask {
  const asking = { as: 'hunter', ...(signal === undefined ? {} : { signal }) } as const;
  return (sql, parameters) => warehouse.query(sql, { ...asking, parameters });
}

export type DaysKnown = {
  /** Just before the first day of which anything is known; null: of none. */
  readonly since: Millis | null;
  /** The end of the last one. */
  readonly end: Millis;
  /** Who read anything in the span. */
  readonly tested: number;
};

export async function daysKnown(
  ask: Ask,
  { from, until }: Pick<ReachSpan, 'from' | 'until'>,
): Promise<DaysKnown> {
  const [row] = await ask(daysSql, { from, until });
  const since = Number(row?.['days'] ?? 0) === 0 ? null : Number(row?.['first_ms']) - 1;
  return { since, end: Number(row?.['end_ms']), tested: Number(row?.['tested']) };
}

/** How far what somebody read is known. */
export type Coverage = {
  /** Of the customers that sources say they read, the share of those with an id. */
  readonly share: number;
  /** Accesses that returned rows, of which nobody knows whose. */
  readonly blind: number;
};

/** What everything is held against: the weeks, and the segments of the victims. */
export type House = { readonly span: ReachSpan; readonly segments: readonly string[] };

/** Exactly: of people who read a victim. */
export async function countReaders(
  ask: Ask,
  users: readonly Entity[],
  { span, segments }: House,
): Promise<ReadonlyMap<Entity, Reach>> {
  const { from, until, cleanUntil: clean } = span;
  const scale = scaleOf(span);
  const reach = new Map<Entity, { recent: Map<string, number>; usual: Map<string, number> }>();
  for (const row of await ask(readersSql, { users, segments, from, until, clean, every: 1 })) {
    const user = `${row['user']}`;
    const own = reach.get(user) ?? { recent: new Map(), usual: new Map() };
    reach.set(user, own);
    const [recent, before, routed, strays] = ['recent', 'before', 'routed', 'stray_before'].map(
      (name) => Number(row[name]),
    ) as [number, number, number, number];
    own.recent.set(`${row['segment']}`, recent);
    const usual = Math.max(before * scale, routed + strays * scale);
    own.usual.set(`${row['segment']}`, hasCleanTime(span) ? usual : recent);
  }
  return reach;
}

/** How far what some people read is known. */
export async function countCoverage(
  ask: Ask,
  users: readonly Entity[],
  { from, until }: ReachSpan,
): Promise<ReadonlyMap<Entity, Coverage>> {
  const rows = users.length === 0 ? [] : await ask(coverageSql, { users, from, until });
  return new Map(
    rows.map((row) => {
      const [known, counted] = [Number(row['known']), Number(row['counted'])];
      const share = known === 0 ? 1 : known / Math.max(known, counted);
      return [`${row['user']}`, { share, blind: Number(row['blind']) }];
    }),
  );
}

/** Of a time before any theft, up to the whole time. */
function scaleOf({ from, until, cleanUntil }: ReachSpan): number {
  return (until - from) / Math.max(1, cleanUntil - from);
}

export type Everybody = {
  readonly reachOfAll: Reach;
  readonly controls: ReadonlyMap<string, Controls>;
  /** Of those given: customers read, and weight of the controls among them, by segment. */
  readonly recent: ReadonlyMap<Entity, ReadonlyMap<string, number>>;
  readonly controlsRead: ReadonlyMap<Entity, ReadonlyMap<string, number>>;
};

/** Touches that are counted one by one; of more, as many by taking every n-th customer. */
const touchesCounted = { totals: 300_000, controls: 100_000 } as const;

type Asked = { readonly users: readonly Entity[]; readonly subjects: readonly string[] };
export async function countEverybody(ask: Ask, asked: Asked, house: House): Promise<Everybody> {
  const [row] = await ask(touchesSql, { segments: house.segments });
  const everyOf = (counted: number) => Math.max(1, Math.ceil(Number(row?.['touches']) / counted));
  const [reachOfAll, controls] = await Promise.all([
    countTotals(ask, house, everyOf(touchesCounted.totals)),
    countControls(ask, asked, { house, every: everyOf(touchesCounted.controls) }),
  ]);
  return { reachOfAll, ...controls };
}

async function countTotals(ask: Ask, { span, segments }: House, every: number): Promise<Reach> {
  const { from, until, cleanUntil: clean } = span;
  const scale = scaleOf(span);
  const rows = await ask(totalsSql, { from, until, clean, every, scale, segments });
  const of = (column: string) =>
    new Map(rows.map((row) => [`${row['segment']}`, every * Number(row[column])]));
  const recent = of('recent_of_all');
  return { recent, usual: hasCleanTime(span) ? of('usual_of_all') : recent };
}

async function countControls(
  ask: Ask,
  asked: Asked,
  { house, every }: { readonly house: House; readonly every: number },
) {
  const { span, segments } = house;
  const { from, until } = span;
  const controls = new Map<string, Controls>();
  const [recent, controlsRead] = [new BySegment(), new BySegment()];
  for (const row of await ask(controlsSql, { ...asked, from, until, every, segments })) {
    const segment = `${row['segment']}`;
    const weight = Number(row['weight']);
    const effective = weight ** 2 / Number(row['square_sum']);
    if (weight > 0) controls.set(segment, { weight, effective });
    for (const [user, read, readWeight] of row['given_readers'] as [string, number, number][]) {
      recent.add(user, segment, every * Number(read));
      if (Number(readWeight) > 0) controlsRead.add(user, segment, Number(readWeight));
    }
  }
  return { controls, recent: recent.all, controlsRead: controlsRead.all };
}

class BySegment {
  readonly all = new Map<Entity, Map<string, number>>();

  add(user: Entity, segment: string, count: number): void {
    const own = this.all.get(user) ?? new Map<string, number>();
    own.set(segment, (own.get(segment) ?? 0) + count);
    this.all.set(user, own);
  }
}

export type DeskRead = { readonly desk: Desk; readonly queue: string; readonly at: Millis };

/** By desk: the share of each person in its reads. */
export async function countDesks(
  ask: Ask,
  reads: readonly DeskRead[],
): Promise<ReadonlyMap<Desk, ReadonlyMap<Entity, number>>> {
  const shares = new Map<Desk, Map<Entity, number>>();
  if (reads.length === 0) return shares;
  const shiftOf = (at: Millis) => (Math.floor(at / shiftMs) * shiftMs) / secondMs;
  const rows = await ask(desksSql, {
    desks: [...new Set(reads.map(({ desk }) => desk))],
    queues: [...new Set(reads.map(({ queue }) => queue))],
    shifts: [...new Set(reads.map(({ at }) => shiftOf(at)))],
  });
  for (const [desk, own] of Map.groupBy(rows, (row) => `${row['desk']}`)) {
    const all = own.reduce((sum, row) => sum + Number(row['touches']), 0);
    const share = (row: WarehouseRow) => Number(row['touches']) / all;
    shares.set(desk, new Map(own.map((row) => [`${row['user']}`, share(row)])));
  }
  return shares;
}

/** As the reference data says: of customers whom nobody has read. */
export async function segmentsOf(
  ask: Ask,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await ask(segmentsSql, { subjects });
  return new Map(rows.map((row) => [`${row['id']}`, `${row['segment'] ?? ''}`]));
}
