// How much the readers of the victims read, and everybody else, in the weeks of a list. For
// count-list; a test holds it to a recount of all reads.

import { hasCleanTime, type ReachSpan } from '../../core/attribution/cutoff.ts';
import { shiftMs } from '../../core/attribution/desk.ts';
import type { Controls, Desk, Entity, Reach } from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import { secondMs } from '../../core/time.ts';
import type { Warehouse, WarehouseRow } from '../../ports.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import {
  controlsSql,
  coverageSql,
  daysSql,
  desksSql,
  reachOfWaysSql,
  reachSql,
  segmentsSql,
  touchesSql,
  waysTestedSql,
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

/** How many of a kind read anything in the span, where it is not users. */
export async function waysTested(ask: Ask, { span, kind }: House): Promise<number> {
  const [row] = await ask(waysTestedSql(kind), { from: span.from, until: span.until });
  return Number(row?.['tested']);
}

/** How far what somebody read is known. */
export type Coverage = {
  /** Of the customers that sources say they read, the share of those with an id. */
  readonly share: number;
  /** Accesses that returned rows, of which nobody knows whose. */
  readonly blind: number;
};

/** What everything is held against: the weeks, the segments of the victims, the kind of reader. */
export type House = {
  readonly span: ReachSpan;
  readonly segments: readonly string[];
  readonly kind: EntityKind;
};

export type ReachCounted = {
  readonly ofAll: Reach;
  /** Of the given people or ways, exactly. */
  readonly of: ReadonlyMap<Entity, Reach>;
};

/** Touches that are counted one by one; of more, as many by taking every n-th customer. */
const touchesCounted = { reach: 300_000, controls: 100_000 } as const;

async function everyOf(ask: Ask, segments: readonly string[], counted: number): Promise<number> {
  const [row] = await ask(touchesSql, { segments });
  return Math.max(1, Math.ceil(Number(row?.['touches']) / counted));
}

export async function countReach(
  ask: Ask,
  users: readonly Entity[],
  { span, segments, kind }: House,
): Promise<ReachCounted> {
  const { from, until, cleanUntil: clean } = span;
  const scale = scaleOf(span);
  const every = await everyOf(ask, segments, touchesCounted.reach);
  const ofAll = { recent: new Map<string, number>(), usual: new Map<string, number>() };
  const [recent, usual] = [new BySegment(), new BySegment()];
  const isUsualKnown = hasCleanTime(span) && !isWay(kind);
  const sql = isWay(kind) ? reachOfWaysSql(kind) : reachSql;
  const asked = { users, segments, from, until, clean, every, scale };
  for (const row of await ask(sql, asked)) {
    const segment = `${row['segment']}`;
    const [recentOfAll, usualOfAll] = [Number(row['recent_of_all']), Number(row['usual_of_all'])];
    if (recentOfAll > 0) {
      ofAll.recent.set(segment, every * recentOfAll);
      ofAll.usual.set(segment, every * (isUsualKnown ? usualOfAll : recentOfAll));
    }
    for (const [user, ...counts] of row['given'] as [string, ...unknown[]][]) {
      const [all = 0, before = 0, routed = 0, strays = 0] = counts.map(Number);
      const expected = Math.max(before * scale, routed + strays * scale);
      recent.add(user, segment, all);
      usual.add(user, segment, isUsualKnown ? expected : all);
    }
  }
  const reachOf = (user: Entity) => ({ recent: recent.of(user), usual: usual.of(user) });
  return { ofAll, of: new Map(users.map((user) => [user, reachOf(user)])) };
}

/** How far what some people read is known. */
export async function countCoverage(
  ask: Ask,
  users: readonly Entity[],
  { span: { from, until }, kind }: House,
): Promise<ReadonlyMap<Entity, Coverage>> {
  const isKnown = users.length > 0 && kind.accesses !== null;
  const rows = isKnown ? await ask(coverageSql(kind), { users, from, until }) : [];
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

export type ControlsCounted = {
  readonly controls: ReadonlyMap<string, Controls>;
  /** Of those given: customers read, and weight of the controls among them, by segment. */
  readonly recent: BySegment;
  readonly read: BySegment;
};

type Asked = { readonly users: readonly Entity[]; readonly subjects: readonly string[] };

export async function countControls(
  ask: Ask,
  asked: Asked,
  { span, segments, kind }: House,
): Promise<ControlsCounted> {
  const { from, until } = span;
  const every = await everyOf(ask, segments, touchesCounted.controls);
  const controls = new Map<string, Controls>();
  const [recent, read] = [new BySegment(), new BySegment()];
  for (const row of await ask(controlsSql(kind), { ...asked, from, until, every, segments })) {
    const segment = `${row['segment']}`;
    const weight = Number(row['weight']);
    const effective = weight ** 2 / Number(row['square_sum']);
    if (weight > 0) controls.set(segment, { weight, effective });
    for (const [user, count, own] of row['given_readers'] as [string, number, number][]) {
      recent.add(user, segment, every * Number(count));
      if (Number(own) > 0) read.add(user, segment, Number(own));
    }
  }
  return { controls, recent, read };
}

/** Numbers of entities, by segment. */
export class BySegment {
  readonly #all = new Map<Entity, Map<string, number>>();

  add(user: Entity, segment: string, count: number): void {
    const own = this.#all.get(user) ?? new Map<string, number>();
    own.set(segment, (own.get(segment) ?? 0) + count);
    this.#all.set(user, own);
  }

  of(user: Entity): ReadonlyMap<string, number> {
    return this.#all.get(user) ?? new Map();
  }
}

export type DeskRead = { readonly desk: Desk; readonly queue: string; readonly at: Millis };

/** By desk: the share of each person, or way, in its reads. */
export async function countDesks(
  ask: Ask,
  reads: readonly DeskRead[],
  { kind }: House,
): Promise<ReadonlyMap<Desk, ReadonlyMap<Entity, number>>> {
  const shares = new Map<Desk, Map<Entity, number>>();
  if (reads.length === 0) return shares;
  const shiftOf = (at: Millis) => (Math.floor(at / shiftMs) * shiftMs) / secondMs;
  const rows = await ask(desksSql(kind), {
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
