// How population is taken over: fences the owner before, finds which rounds that one had completed,
// and goes on with the next. Made here for population-task.ts.

import { Population } from '../core/population.ts';
import { Rounds } from '../core/rounds.ts';
import type { Position } from '../generated/records.ts';
import type { LogWriter } from '../ports.ts';
import { existingTopic } from './existing-topic.ts';
import type { Taken } from './population-read.ts';
import type { PopulationSettings } from './population-settings.ts';
import {
  groupsIn,
  markIn,
  type OpenRound,
  openRoundOf,
  populationState,
  reachedOf,
  windowsKey,
  windowsTopic,
} from './population-state.ts';
import { positionIn, resumePosition } from './position.ts';
import { readState } from './read-state.ts';
import type { StagePorts } from './stage-ports.ts';

export type PopulationStart = {
  readonly ports: StagePorts;
  readonly settings: PopulationSettings;
  readonly writer: LogWriter;
  readonly population: Population;
  /** Numbers of groups as they are in the state. */
  readonly saved: Map<string, Readonly<Record<string, number>>>;
  readonly rounds: Rounds<Taken>;
  /** By partition of windows. */
  readonly positions: readonly Position[];
  /** A round that the owner before has written in part. */
  readonly open: OpenRound | undefined;
  /** End of the state: what is written from here on is our own. */
  readonly stateEnd: number;
  /** Of `team-anomalies`. */
  readonly teamPartitions: number;
  /** Aborted when the task is to be given up. */
  readonly leave: AbortSignal;
};

export async function startPopulation(
  ports: StagePorts,
  settings: PopulationSettings,
  leave: AbortSignal,
): Promise<PopulationStart> {
  const { log } = ports;
  const writer = await log.writer('population-0', { isOneAhead: true });
  // `windows` may have more partitions, of a time when `access` had: nothing comes there any more.
  const { partitions } = await existingTopic(log, 'access');
  const { id: logId } = await existingTopic(log, windowsTopic);
  const place = { topic: populationState, partition: 0 };
  const state = await readState(ports, place);
  const { end: stateEnd } = await log.range(place.topic, place.partition);
  const mark = markIn(state);
  const positions: Position[] = [];
  for (let partition = 0; partition < partitions; partition += 1) {
    const written = positionIn(state, windowsKey(partition));
    positions.push(await resumePosition(log, { topic: windowsTopic, partition, logId }, written));
  }
  const open = openRoundOf(mark);
  const population = new Population();
  const saved = new Map<string, Readonly<Record<string, number>>>();
  for (const group of groupsIn(state, open)) {
    population.load(group);
    saved.set(group.key, group.numbers);
  }
  const done = {
    ...(mark?.hour != null && { hour: mark.hour }),
    ...(mark?.day != null && { day: mark.day }),
  };
  const reached = positions.map((position) => reachedOf(position, mark));
  const rounds = new Rounds<Taken>(done, reached);
  const start = { ports, settings, writer, population, saved, rounds, positions, open };
  const { partitions: teamPartitions } = await existingTopic(log, 'team-anomalies');
  return { ...start, stateEnd, teamPartitions, leave };
}
