// The records of population's state, all in one partition: how far it is in each partition of
// `windows`, which rounds are complete, and what it remembers of groups.
//
//   #position/windows/0, …   next offset: the first record that no round has taken yet
//   #mark                    the last rounds; what each partition had closed at that offset
//   g:day/team/support, …    numbers of a group, and those of before its last round
//
// A round may be more than one commit holds. Until its last one the Positions stay where they were,
// and whoever takes over makes the whole round again: of groups that were written already it takes
// the numbers of before, and of the records of the round it leaves out as many as the mark says.
// Used by population-start.ts and population-output.ts.

import type { SavedGroup } from '../core/population.ts';
import { anyTime, type Reached, type Round } from '../core/rounds.ts';
import type { PopulationGroup, PopulationMark, Position } from '../generated/records.ts';
import { positionKey } from './position.ts';
import type { StateRecord } from './read-state.ts';

export const populationState = 'population-state';
export const markKey = '#mark';
export const windowsTopic = 'windows';
export const windowsKey = (partition: number): string =>
  `${positionKey}/${windowsTopic}/${partition}`;
export const groupKey = (key: string): string => `g:${key}`;

/** A round that is written in part. */
export type OpenRound = Pick<Round<unknown>, 'kind' | 'start'> & { readonly outputsDone: number };

export function markIn(state: ReadonlyMap<string, StateRecord>): PopulationMark | undefined {
  const found = state.get(markKey);
  return found?.name === 'PopulationMark' ? found.record : undefined;
}

export function openRoundOf(mark: PopulationMark | undefined): OpenRound | undefined {
  if (mark === undefined) return undefined;
  const { open_kind, open_start, outputs_done: outputsDone } = mark;
  if (open_kind === null || open_start === null) return undefined;
  return { kind: kindOf(open_kind), start: open_start, outputsDone };
}

export function kindOf(word: string): 'hour' | 'day' {
  return word === 'hour' ? 'hour' : 'day';
}

/** The groups as they were before the round that is written in part. */
export function groupsIn(
  state: ReadonlyMap<string, StateRecord>,
  open: OpenRound | undefined,
): readonly SavedGroup[] {
  const groups: SavedGroup[] = [];
  for (const { name, record } of state.values()) {
    if (name !== 'PopulationGroup') continue;
    const isOpen = record.kind === open?.kind && record.start === open.start;
    const numbers = isOpen ? record.before : record.numbers;
    if (numbers !== null) groups.push({ key: record.key, numbers });
  }
  return groups;
}

export function groupRecord(
  { key, numbers }: SavedGroup,
  before: SavedGroup['numbers'] | undefined,
  { kind, start }: Pick<Round<unknown>, 'kind' | 'start'>,
): PopulationGroup {
  return { key, numbers, before: before ?? null, kind, start };
}

/** Where a partition is gone on with. */
export function reachedOf(position: Position, mark: PopulationMark | undefined): Reached {
  const { partition, next_offset: offset, last_offset, last_digest } = position;
  const hour = mark?.closed_hours[partition] ?? anyTime;
  const day = mark?.closed_days[partition] ?? anyTime;
  const isMarked = last_offset !== null && last_digest !== null;
  return {
    offset,
    closed: { hour, day },
    mark: isMarked ? { offset: last_offset, digest: last_digest } : undefined,
  };
}

export function positionAt(position: Position, { offset, closed, mark }: Reached): Position {
  return {
    ...position,
    next_offset: offset,
    last_offset: mark?.offset ?? null,
    last_digest: mark?.digest ?? null,
    clock: closed.hour === anyTime ? null : closed.hour,
  };
}

export function markRecord(
  done: Readonly<Record<'hour' | 'day', number>>,
  reached: readonly Reached[],
  open: OpenRound | undefined,
): PopulationMark {
  return {
    hour: done.hour === anyTime ? null : done.hour,
    day: done.day === anyTime ? null : done.day,
    closed_hours: reached.map(({ closed }) => closed.hour),
    closed_days: reached.map(({ closed }) => closed.day),
    open_kind: open?.kind ?? null,
    open_start: open?.start ?? null,
    outputs_done: open?.outputsDone ?? 0,
  };
}
