// How much the readers of the victims read, and everybody else, in the weeks of a list. For
// count-list; a test holds it to a recount of all reads.

import { hasCleanTime, type ReachSpan } from '../../core/attribution/cutoff.ts';
import { shiftMs } from '../../core/attribution/desk.ts';
import type {
  Controls,
  ControlsRead,
  Desk,
  Entity,
  Reach,
} from '../../core/attribution/evidence.ts';
import type { Millis } from '../../core/time.ts';
import { secondMs } from '../../core/time.ts';
import type { Warehouse, WarehouseRow } from '../../ports.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import {
  archivedSql,
  controlsSql,
  coverageSql,
  customersSql,
  daysSql,
  desksSql,
  reachOfWaysSql,
  reachSql,
  testedSql,
  touchesSql,
} from './reach-sql.ts';
import { addUnseen } from './reach-unseen.ts';
import { readBefore } from './read-before.ts';
import {
  drawnFrom,
  type Every,
  everyOne,
  readAtMost,
  type Sampling,
  samplingFrom,
} from './sampling.ts';
import { drawnEvery, lastDrawn } from './touches-sql.ts';

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
};

export async function daysKnown(ask: Ask): Promise<DaysKnown> {
  const [row] = await ask(daysSql, {});
  const since = Number(row?.['days'] ?? 0) === 0 ? null : Number(row?.['first_ms']) - 1;
  return { since, end: Number(row?.['end_ms']) };
}

/** How many of a kind read anything in the span. */
export async function countTested(
  ask: Ask,
  kind: EntityKind,
  { from, until }: ReachSpan,
): Promise<number> {
  const [row] = await ask(testedSql(kind), { from, until });
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
  readonly sampling: Sampling;
};

export type ReachCounted = {
  readonly ofAll: Reach;
  /** Of the given people or ways. */
  readonly of: ReadonlyMap<Entity, Reach>;
};

/** No more touches than these are counted one by one, whatever their segments. */
const allCounted = 1_000_000;

/** Customers are counted over so many of them: more than tells a small segment from a large one. */
const sizedBy = 256;

/** Of every segment as suits its size. */
export async function samplingOf(
  ask: Ask,
  segments: readonly string[],
  { from, until }: ReachSpan,
): Promise<Sampling> {
  const rows = await ask(touchesSql, { segments });
  const touches = new Map(rows.map((row) => [`${row['segment']}`, Number(row['touches'])]));
  const all = [...touches.values()].reduce((sum, one) => sum + one, 0);
  if (all <= allCounted) return new Map(segments.map((segment) => [segment, everyOne]));
  const [found, [archived]] = await Promise.all([
    ask(customersSql, { segments, from, until, last: lastDrawn(sizedBy) }),
    ask(archivedSql, {}),
  ]);
  const customers = new Map(found.map((row) => [`${row['segment']}`, Number(row['customers'])]));
  const sampling = samplingFrom(
    segments.map((segment) => ({
      ...{ segment, touches: touches.get(segment) ?? 0 },
      customers: sizedBy * (customers.get(segment) ?? 0),
    })),
    Number(archived?.['touches']),
  );
  return countDrawn(ask, sampling, { from, until, sized: customers });
}

/** Of fewer the size of a segment is not known well enough to say from how many it is estimated. */
const sizedWell = 100;

type Sizes = Pick<ReachSpan, 'from' | 'until'> & {
  /** Of every so many customers as segments are sized by. */
  readonly sized: ReadonlyMap<string, number>;
};

/** The same with how many customers are drawn: those of small segments are counted one by one. */
async function countDrawn(
  ask: Ask,
  sampling: Sampling,
  { from, until, sized }: Sizes,
): Promise<Sampling> {
  const segments = [...sampling].flatMap(([segment, { given }]) => {
    return given > 1 && (sized.get(segment) ?? 0) < sizedWell ? [segment] : [];
  });
  const last = lastDrawn(drawnEvery);
  const rows =
    segments.length === 0 ? [] : await ask(customersSql, { segments, from, until, last });
  const counted = new Map(segments.map((segment) => [segment, 0]));
  for (const row of rows) counted.set(`${row['segment']}`, Number(row['customers']));
  return new Map(
    [...sampling].map(([segment, every]) => {
      if (every.given === 1) return [segment, every];
      const about = Math.round((sizedBy * (sized.get(segment) ?? 0)) / every.given);
      return [segment, { ...every, drawn: counted.get(segment) ?? about }];
    }),
  );
}

/** How often each is drawn, of what a house counts by. */
function everyIn({ sampling }: House, what: keyof Every) {
  return (segment: string) => (sampling.get(segment) ?? everyOne)[what];
}

type Looks = { readonly all: string; readonly drawn: string };

/** Small segments whole, and large ones over what is drawn of them. */
async function askBoth(
  ask: Ask,
  { all, drawn }: Looks,
  { asked, house, what }: { readonly asked: object; readonly house: House; readonly what: What },
): Promise<Rows> {
  const everyOf = everyIn(house, what);
  const [whole, large] = [
    house.segments.filter((segment) => everyOf(segment) === 1),
    house.segments.filter((segment) => everyOf(segment) > 1),
  ];
  const rows = await Promise.all([
    whole.length === 0 ? [] : ask(all, { ...asked, segments: whole }),
    large.length === 0 ? [] : ask(drawn, { ...asked, ...drawnFrom(large, everyOf) }),
  ]);
  return rows.flat();
}
type What = 'reach' | 'controls';

export async function countReach(
  ask: Ask,
  users: readonly Entity[],
  house: House,
): Promise<ReachCounted> {
  const { span, kind } = house;
  const { from, until, cleanUntil: clean } = span;
  const scale = scaleOf(span);
  const asked = { users, from, until, clean, scale };
  const isUsualKnown = hasCleanTime(span) && !isWay(kind);
  const [{ rows, given }, known] = await Promise.all([
    isWay(kind) ? reachOfWays(ask, { asked, house }) : reachOfPeople(ask, { asked, house }),
    isUsualKnown ? readBefore(ask, users, span) : new Set<Entity>(),
  ]);
  const [recent, usual] = [new BySegment(), new BySegment()];
  for (const { user, segment, all, before, routed, strays } of given) {
    const expected = Math.max(before * scale, routed + strays * scale);
    recent.add(user, segment, all);
    usual.add(user, segment, known.has(user) ? expected : all);
  }
  const ofAll = reachOfAll(rows, { everyOf: everyIn(house, 'reach'), isUsualKnown });
  if (!isWay(kind)) {
    const everyOf = everyIn(house, 'given');
    const every = house.segments.map((segment) => [segment, everyOf(segment)] as const);
    const drawn = new Map(every.filter(([, n]) => n > 1));
    addUnseen(users, drawn, { recent, usual, ofAll, known });
  }
  const reachOf = (user: Entity) => ({ recent: recent.of(user), usual: usual.of(user) });
  return { ofAll, of: new Map(users.map((user) => [user, reachOf(user)])) };
}

type Asking = { readonly asked: object; readonly house: House };
type Found = { readonly rows: Rows; readonly given: readonly GivenReach[] };

/** Of a way all touches of those who read are counted in the same look. */
async function reachOfWays(ask: Ask, { asked, house }: Asking): Promise<Found> {
  const drawn = drawnFrom(house.segments, everyIn(house, 'reach'));
  const rows = await ask(reachOfWaysSql(house.kind), { ...asked, ...drawn });
  return { rows, given: givenOf(rows, () => 1) };
}

async function reachOfPeople(ask: Ask, { asked, house }: Asking): Promise<Found> {
  const [everyOf, everyOfGiven] = [everyIn(house, 'reach'), everyIn(house, 'given')];
  const finer = house.segments.filter((segment) => everyOf(segment) !== everyOfGiven(segment));
  const [rows, more] = await Promise.all([
    askBoth(ask, reachSql, { asked, house, what: 'reach' }),
    finer.length === 0
      ? []
      : ask(reachSql.drawnOfSome, { ...asked, ...drawnFrom(finer, everyOfGiven) }),
  ]);
  const isFiner = new Set(finer);
  const enough = rows.filter((row) => !isFiner.has(`${row['segment']}`));
  return { rows, given: [...givenOf(enough, everyOf), ...givenOf(more, everyOfGiven)] };
}

type EveryOf = (segment: string) => number;

function reachOfAll(
  rows: Rows,
  { everyOf, isUsualKnown }: { readonly everyOf: EveryOf; readonly isUsualKnown: boolean },
): Reach {
  const [recent, usual] = [new Map<string, number>(), new Map<string, number>()];
  for (const row of rows) {
    const [segment, all] = [`${row['segment']}`, Number(row['recent_of_all'])];
    if (all === 0) continue;
    const every = everyOf(segment);
    recent.set(segment, every * all);
    usual.set(segment, every * (isUsualKnown ? Number(row['usual_of_all']) : all));
  }
  return { recent, usual };
}

/** Customers whom somebody read of a segment, or at most, where it was drawn. */
type GivenReach = {
  readonly user: Entity;
  readonly segment: string;
  readonly all: number;
  readonly before: number;
  readonly routed: number;
  readonly strays: number;
};

function givenOf(rows: Rows, everyOf: EveryOf): GivenReach[] {
  return rows.flatMap((row) => {
    const segment = `${row['segment']}`;
    const every = everyOf(segment);
    return (row['given'] as [string, ...unknown[]][]).map(([user, ...counts]) => {
      const counted = counts.map((count) => {
        return every === 1 ? Number(count) : every * readAtMost(Number(count));
      });
      const [all = 0, before = 0, routed = 0, strays = 0] = counted;
      return { user, segment, all, before, routed, strays };
    });
  });
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
  /** Of those given, by segment: customers read, and the controls among them. */
  readonly recent: BySegment;
  readonly read: ReadonlyMap<Entity, ReadonlyMap<string, ControlsRead>>;
};

type Asked = { readonly users: readonly Entity[]; readonly subjects: readonly string[] };

export async function countControls(
  ask: Ask,
  asked: Asked,
  house: House,
): Promise<ControlsCounted> {
  const { span, segments, kind } = house;
  const everyOf = everyIn(house, 'controls');
  const about = { ...asked, from: span.from, until: span.until };
  const rows = isWay(kind)
    ? await ask(controlsSql.ofWays(kind), { ...about, ...drawnFrom(segments, everyOf) })
    : await askBoth(ask, controlsSql, { asked: about, house, what: 'controls' });
  const controls = new Map<string, Controls>();
  const recent = new BySegment();
  const read = new Map(asked.users.map((user) => [user, new Map<string, ControlsRead>()]));
  for (const row of rows) {
    const segment = `${row['segment']}`;
    const weight = Number(row['weight']);
    const effective = weight ** 2 / Number(row['square_sum']);
    if (weight > 0) controls.set(segment, { weight, effective });
    for (const [user, ...counts] of row['given_readers'] as [string, ...unknown[]][]) {
      const [count = 0, own = 0, strays = 0] = counts.map(Number);
      recent.add(user, segment, everyOf(segment) * count);
      if (own + strays > 0) read.get(user)!.set(segment, { weight: own, strays });
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
