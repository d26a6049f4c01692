// The records of detect's state: users as rows, and the mark with everything else, as of one offset
// of `access`. State is a cache of the log: what does not fit this build or its settings is left,
// and the log is gone through again. Used by detect-snapshot.ts and detect-restore.ts.

import { hash128 } from '../core/hash.ts';
import type { Pipeline, PipelineSettings } from '../core/pipeline.ts';
import { rowLayoutOf } from '../core/row-parts.ts';
import { shippedTable } from '../core/shipped-table.ts';
import type { SavedClock } from '../core/stream-clock.ts';
import type { Millis } from '../core/time.ts';
import { settingsHash } from '../core/verdict.ts';
import type { StateMark, StateRow } from '../generated/records.ts';

export const markKey = '#mark';
const rowPrefix = 'u:';
export const rowKey = (user: string): string => `${rowPrefix}${user}`;
/** Undefined where the key is no row's. */
export const userOf = (key: string | null): string | undefined =>
  key?.startsWith(rowPrefix) ? key.slice(rowPrefix.length) : undefined;

/**
 * Norms in force are as of the mark, as no row is: they stand under one of two names, and the mark
 * says under which. What a round that was cut off has left stands under the other.
 */
export type NormsSlot = 0 | 1;
const normsPrefix = 'n:';
export const normsStateKey = (slot: NormsSlot, key: string): string =>
  `${normsPrefix}${slot}/${key}`;
/** Undefined where the key is no norms'. */
export function normsSlotOf(key: string | null): NormsSlot | undefined {
  if (key?.startsWith(normsPrefix) !== true) return undefined;
  return key[normsPrefix.length] === '1' ? 1 : 0;
}

const states = ['live', 'empty', 'dropped', 'end'] as const;
const layoutName = '#layout';
/** Before the clock from which one began. */
const leapName = 'leap/';
const keptDayName = 'kept-day';
const keptOffsetName = 'kept-offset';
const normsSlotName = 'norms-slot';

/** What a state was made by: it fits nobody else. */
export type Build = {
  /**
   * Hash of the layout of rows and of all that findings depend on, in each row: a round that was
   * cut off under other settings leaves rows that must not be mixed with these.
   */
  readonly layout: string;
  /** Of the settings, by detector; and the other settings that findings depend on. */
  readonly hashes: Readonly<Record<string, string>>;
};

export function buildOf({ detectors, graceMs, budgets }: Settings): Build {
  const hashes: Record<string, string> = {
    '#grace': `${graceMs}`,
    '#budgets': `${budgets.question} ${budgets.incident}`,
    '#calibration': hash128(JSON.stringify(shippedTable)).slice(0, 16),
  };
  for (const { detector, params } of detectors)
    hashes[detector.id] = settingsHash(detector, params);
  const layout = hash128(JSON.stringify([rowLayoutOf(detectors), hashes])).slice(0, 16);
  return { layout, hashes };
}

type Settings = Pick<PipelineSettings, 'detectors' | 'graceMs' | 'budgets'>;

/** A user as of an offset of access. */
export function rowRecord(
  pipeline: Pipeline,
  row: number,
  { offset, build }: { readonly offset: number; readonly build: Build },
): StateRow {
  const { user, saved } = pipeline.save(row);
  return { user, valid_at: offset, layout: build.layout, ...saved };
}

type Marked = {
  readonly validAt: number;
  readonly clock: SavedClock;
  readonly normsSlot?: NormsSlot | undefined;
  readonly keptUpTo?: KeptUpTo | undefined;
};

/** What is kept once a day is kept up to here (detect-kept.ts), or was not there before. */
export type KeptUpTo = {
  /** Days since 1970. */
  readonly day: number;
  /** Of access. */
  readonly offset: number;
};

/** Highest clock of a source. */
export function highestOf({ now, sources }: SavedClock): Millis {
  return sources.reduce((highest, { clock }) => Math.max(highest, clock), now);
}

export function markOf(
  { validAt, clock, normsSlot, keptUpTo }: Marked,
  { layout, hashes }: Build,
): StateMark {
  const clocks: Record<string, number> = {};
  const counters: Record<string, number> = { now: clock.now, sources: clock.count };
  for (const { source, clock: at, state } of clock.sources) {
    clocks[source] = at;
    counters[`state/${source}`] = states.indexOf(state as (typeof states)[number]);
  }
  for (const { from, to } of clock.leaps) counters[`${leapName}${from}`] = to;
  if (normsSlot !== undefined) counters[normsSlotName] = normsSlot;
  if (keptUpTo !== undefined) {
    counters[keptDayName] = keptUpTo.day;
    counters[keptOffsetName] = keptUpTo.offset;
  }
  return { valid_at: validAt, clocks, hashes: { ...hashes, [layoutName]: layout }, counters };
}

/** A mark of a version without norms names none, and there are none. */
export function normsSlotIn({ counters }: StateMark): NormsSlot {
  return counters[normsSlotName] === 1 ? 1 : 0;
}

export function keptUpToOf({ counters }: StateMark): KeptUpTo | undefined {
  const { [keptDayName]: day, [keptOffsetName]: offset } = counters;
  return day === undefined || offset === undefined ? undefined : { day, offset };
}

/** Undefined where the mark was left by another build, or under other settings. */
export function clockOf(mark: StateMark, { layout }: Build): SavedClock | undefined {
  if (mark.hashes[layoutName] !== layout) return undefined;
  const sources = Object.entries(mark.clocks).map(([source, clock]) => ({
    source: Number(source),
    clock,
    // A word that this build does not know is heard as neither live nor ended.
    state: states[mark.counters[`state/${source}`] ?? -1] ?? 'dropped',
  }));
  const { now = 0, sources: count = 0 } = mark.counters;
  const leaps = Object.entries(mark.counters)
    .filter(([name]) => name.startsWith(leapName))
    .map(([name, to]) => ({ from: Number(name.slice(leapName.length)), to }))
    .sort((a, b) => a.from - b.from);
  return { now, leaps, count, sources };
}
