// The tables that the simulated ClickHouse derives from `access`, and the statements that put them
// right (src/stages/archive-repair.ts). A record is one touch here, and so many offsets a day: what
// is repaired is rows that have coordinates, and sums that have none. Used by sim-warehouse.ts.

import type { Random } from '../../src/lab/random.ts';
import type { WarehouseRow } from '../../src/ports.ts';
import { repairStatements } from '../../src/stages/archive-repair.ts';
import type { Scheduler } from './scheduler.ts';
import { type Piece, type Row, type SimDisk, SimTable } from './sim-table.ts';
import type { Effect, Risk, Work } from './sim-work.ts';

export type DaySum = { readonly partition: number; readonly day: number; readonly events: number };

type Claim = { readonly partition: number; readonly claim: number; readonly owner: string };

type DerivedOptions = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly startMs: number;
  readonly disk: SimDisk;
  /** `access`. */
  readonly base: SimTable<Row>;
};

type Parameters = Readonly<Record<string, unknown>>;
type Range = { readonly partition: number; readonly first: number; readonly next: number };
type Statement = keyof typeof repairStatements;

const offsetsPerDay = 20;
const deletionMsMax = 12_000;

export class DerivedTables {
  readonly touches: SimTable<Row>;
  readonly days: SimTable<DaySum>;
  readonly #options: DerivedOptions;
  readonly #claims: SimTable<Claim>;
  #openDeletions = 0;

  constructor(options: DerivedOptions) {
    this.#options = options;
    this.touches = new SimTable(options.disk);
    this.days = new SimTable(options.disk);
    this.#claims = new SimTable(options.disk);
  }

  restart(): void {
    for (const table of [this.touches, this.days, this.#claims]) table.restart();
  }

  /** What an insert into `access` brings into each of them. */
  pieces(token: string, rows: readonly Row[]): readonly Piece[] {
    return [this.touches.piece(token, rows), this.days.piece(token, daySums(rows))];
  }

  answer(sql: string, parameters: Parameters): WarehouseRow {
    const name = nameOf(sql);
    if (name === 'newOwner') return { owner: `${this.#options.random.next()}` };
    if (name === 'openDeletions') return { deletions: this.#openDeletions };
    if (name === 'countTouches') return this.#countTouches(rangeOf(parameters));
    if (name === 'countWrongDays') return { days: this.#wrongDays(rangeOf(parameters)) };
    throw new Error(`${name} is no query`);
  }

  statement(sql: string, parameters: Parameters, id: string): Work {
    const name = nameOf(sql);
    const range = rangeOf(parameters);
    // As the statement says, not as it should.
    const isClaimed = sql.includes('repair_claims');
    const isOurs = (): boolean =>
      !isClaimed || this.#newest(range.partition)?.owner === parameters['owner'];
    const begin = (): Effect => {
      if (name === 'claim') return this.#claim(range, `${parameters['owner']}`);
      if (name === 'addTouches') {
        return this.#add(name, this.touches, isOurs() ? this.#missingTouches(range) : []);
      }
      if (name === 'addDays') {
        return this.#add(name, this.days, isOurs() ? this.#missingDays(range) : []);
      }
      if (name === 'forgetTouches' || name === 'forgetAccesses') {
        const table = name === 'forgetTouches' ? this.touches : this.#options.base;
        return this.#forget(name, table, (row) => isOurs() && isWithin(row, range));
      }
      if (name !== 'forgetDays') throw new Error(`${name} changes nothing`);
      return this.#forget(
        name,
        this.days,
        ({ partition, day }) =>
          isOurs() && partition === range.partition && this.#touchedDays(range).has(day),
      );
    };
    return { kind: 'statement', risk: riskOf(name), id, partition: range.partition, begin };
  }

  #newest(partition: number): Claim | undefined {
    const claims = this.#claims.rows.filter((claim) => claim.partition === partition);
    return claims.sort((a, b) => a.claim - b.claim || (a.owner < b.owner ? -1 : 1)).at(-1);
  }

  #claim({ partition }: Range, owner: string): Effect {
    const claim = (this.#newest(partition)?.claim ?? 0) + 1;
    return this.#add('claim', this.#claims, [{ partition, claim, owner }]);
  }

  /** What was missing when it began: others may have added it when it lands. */
  #add<T>(name: Statement, table: SimTable<T>, rows: readonly T[]): Effect {
    const land = (): void => table.add(rows);
    return {
      steps: [
        () => {
          land();
          return [`statement-${name}`, `${rows.length}`];
        },
      ],
      cutOff: () => {
        const isThere = this.#options.random.isChance(0.5);
        if (isThere) land();
        return ['statement-cut-off', `${name} ${isThere}`];
      },
    };
  }

  /** Takes of the rows that are there now those that it is meant for when it works. */
  #forget<T>(name: Statement, table: SimTable<T>, isMeant: (row: T) => boolean): Effect {
    const { random, scheduler, startMs } = this.#options;
    const known = [...table.rows];
    const look = (): ReadonlySet<T> => new Set(known.filter(isMeant));
    const act = (condemned: ReadonlySet<T>): void => {
      table.remove(condemned);
      this.#openDeletions -= 1;
    };
    const goOn = async (): Promise<void> => {
      await scheduler.sleep(startMs + random.below(deletionMsMax));
      const again = look();
      await scheduler.sleep(random.below(deletionMsMax));
      act(again);
    };
    this.#openDeletions += 1;
    const condemned = look();
    return {
      isDetached: true,
      steps: [
        () => {
          act(condemned);
          return [`statement-${name}`, `${condemned.size}`];
        },
      ],
      cutOff: () => {
        const goesOn = random.isChance(0.5);
        if (goesOn) goOn();
        else this.#openDeletions -= 1;
        return ['statement-cut-off', `${name} ${goesOn}`];
      },
    };
  }

  #countTouches(range: Range): WarehouseRow {
    const rows = this.touches.rows.filter((row) => isWithin(row, range));
    const wanted = this.#base(range).length;
    return { rows: rows.length, distinct: new Set(rows.map(({ offset }) => offset)).size, wanted };
  }

  #missingTouches(range: Range): readonly Row[] {
    const there = this.touches.rows.filter((row) => isWithin(row, range));
    const offsets = new Set(there.map(({ offset }) => offset));
    return this.#base(range).filter(({ offset }) => !offsets.has(offset));
  }

  #wrongDays(range: Range): number {
    const left = new Map<number, number>();
    for (const { day, events } of this.#wantedDays(range)) left.set(day, events);
    for (const { partition, day, events } of this.days.rows) {
      if (partition !== range.partition || !left.has(day)) continue;
      left.set(day, left.get(day)! - events);
    }
    return [...left.values()].filter((events) => events !== 0).length;
  }

  #missingDays(range: Range): readonly DaySum[] {
    const there = this.days.rows.filter(({ partition }) => partition === range.partition);
    const days = new Set(there.map(({ day }) => day));
    return this.#wantedDays(range).filter(({ day }) => !days.has(day));
  }

  /** Each day on which the range has a record, with those of other ranges. */
  #wantedDays(range: Range): readonly DaySum[] {
    const touched = this.#touchedDays(range);
    const { partition } = range;
    const rows = this.#base({ partition, first: 0, next: Number.POSITIVE_INFINITY });
    return daySums(rows).filter(({ day }) => touched.has(day));
  }

  #touchedDays(range: Range): ReadonlySet<number> {
    return new Set(this.#base(range).map(dayOf));
  }

  #base(range: Range): readonly Row[] {
    return this.#options.base.rows.filter((row) => isWithin(row, range));
  }
}

/** What rows of one or several partitions come to, day by day. */
export function daySums(rows: readonly Row[]): readonly DaySum[] {
  const sums = new Map<string, DaySum>();
  for (const row of rows) {
    const { partition } = row;
    const day = dayOf(row);
    const events = (sums.get(`${partition}/${day}`)?.events ?? 0) + 1;
    sums.set(`${partition}/${day}`, { partition, day, events });
  }
  return [...sums.values()];
}

function dayOf({ offset }: Row): number {
  return Math.floor(offset / offsetsPerDay);
}

function isWithin({ partition, offset }: Row, range: Range): boolean {
  return partition === range.partition && offset >= range.first && offset < range.next;
}

function rangeOf({ partition, first, next }: Parameters): Range {
  return { partition: Number(partition), first: Number(first), next: Number(next) };
}

function riskOf(name: Statement): Risk {
  if (name === 'claim') return 'claim';
  return name.startsWith('forget') ? 'deletion' : 'addition';
}

function nameOf(sql: string): Statement {
  const found = Object.entries(repairStatements).find(([, text]) => text === sql);
  if (found === undefined) throw new Error(`the simulated ClickHouse does not know: ${sql}`);
  return found[0] as Statement;
}
