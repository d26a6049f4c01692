// Partitions of `windows` with what detect writes into them, population over them, and the rounds
// that a recount of the same makes.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { Population } from '../../src/core/population.ts';
import { anyTime } from '../../src/core/rounds.ts';
import { type Millis, type WindowKind, windowMs } from '../../src/core/time.ts';
import type {
  Closed,
  Norms,
  NormsRound,
  UserScore,
  UserWindow,
} from '../../src/generated/records.ts';
import type { Clock, Codec, Log } from '../../src/ports.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import { runPopulation } from '../../src/stages/population.ts';
import type { PopulationSettings } from '../../src/stages/population-settings.ts';
import type { Fact } from '../../src/telemetry.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { type Read, readAll } from './read-all.ts';
import { type Line, recountRounds } from './recount-rounds.ts';

export type World = { log: Log; codec: Codec; clock: Clock; users: number };

export async function populationWorld(users: number): Promise<World> {
  const clock = testClock();
  const log = openLocalLog({ clock });
  const codec = await openCodec({ registry: openLocalRegistry() });
  await prepareTopics(log, { sources: 1, users, retentionDays: 36_500 });
  return { log, codec, clock, users };
}

type Told = Pick<UserWindow, 'user' | 'start' | 'subjects'> &
  Partial<UserWindow> & { readonly kind: WindowKind };

export function windowRecord({ kind, start, ...told }: Told): UserWindow {
  return {
    team: 'support',
    user_kind: 'human',
    class: 'agent',
    kind,
    start,
    end: start + windowMs(kind),
    revision: 0,
    events: 1,
    rows: 1,
    touches: 1,
    exact: true,
    unexplained: 0,
    unexplained_subjects: 0,
    expected_subjects: 2,
    expected_unexplained: 0.1,
    late_events: 0,
    ...told,
  };
}

export type Step =
  | { readonly window: UserWindow }
  | { readonly score: UserScore }
  | { readonly closed: { readonly kind: WindowKind; readonly start: Millis } };

/** In one transaction. */
export async function tell(
  { log, codec }: World,
  steps: ReadonlyMap<number, readonly Step[]>,
): Promise<void> {
  const buffers = [...steps].map(([partition, some]) => {
    const buffer = new OutputBuffer('windows', partition);
    for (const step of some) {
      if ('window' in step) {
        codec.encode(buffer, step.window.user, 'UserWindow', step.window);
        continue;
      }
      if ('score' in step) {
        codec.encode(buffer, step.score.user, 'UserScore', step.score);
        continue;
      }
      const closed: Closed = { partition, users: 1, ...step.closed };
      codec.encode(buffer, `#closed/${partition}`, 'Closed', closed);
    }
    return buffer;
  });
  const writer = await log.writer('detect');
  await writer.commit(buffers.filter(({ count }) => count > 0));
  await writer.close();
}

/** As a drain. */
export async function populate(
  world: World,
  settings: Partial<PopulationSettings> = {},
  emit: (fact: Fact) => void = () => undefined,
): Promise<void> {
  const drain = AbortSignal.abort();
  const all = { instance: 'test', batchBytesMax: 2_000, drain, ...settings };
  await runPopulation({ ...world, telemetry: { emit } }, all, new AbortController().signal);
}

/** What is in `norms`, round by round. */
export type Published = { readonly round: NormsRound; readonly norms: readonly Norms[] };

export async function published(world: Pick<World, 'log' | 'codec'>): Promise<Published[]> {
  return roundsOf(await readAll(world, 'norms'));
}

export function roundsOf(records: readonly Pick<Read, 'name' | 'record'>[]): Published[] {
  const rounds: Published[] = [];
  let norms: Norms[] = [];
  for (const { name, record } of records) {
    if (name === 'Norms') norms.push(record as Norms);
    if (name !== 'NormsRound') continue;
    rounds.push({ round: record as NormsRound, norms });
    norms = [];
  }
  if (norms.length > 0) throw new Error('there are norms without the end of their round');
  return rounds;
}

/** The same by a recount of `windows`, those of a kind. */
export async function recounted({
  log,
  codec,
  users,
}: Pick<World, 'log' | 'codec' | 'users'>): Promise<Record<WindowKind, Published[]>> {
  const partitions = Array.from({ length: users }, (): Line<UserWindow | UserScore>[] => []);
  for (const { name, record, partition } of await readAll({ log, codec }, 'windows')) {
    if (name === 'UserWindow') {
      const item = record as UserWindow;
      const kind = item.kind === 'hour' ? 'hour' : 'day';
      partitions[partition]?.push({ ...item, kind, rank: 1, item });
    }
    if (name === 'UserScore') {
      const item = record as UserScore;
      const place = { user: item.user, start: anyTime, rank: 2, revision: 0 };
      partitions[partition]?.push({ ...place, kind: 'day', item });
    }
    if (name !== 'Closed') continue;
    const { kind, start } = record as Closed;
    partitions[partition]?.push({ closes: kind === 'hour' ? 'hour' : 'day', start });
  }
  // Of hours a group remembers nothing, so that kinds can be recounted one after the other.
  const population = new Population();
  const ofKind = (kind: WindowKind) =>
    recountRounds(partitions, kind).map(({ start, items }) => {
      for (const item of items) {
        if ('risk' in item) population.takeScore(item);
        else population.take(item);
      }
      const norms = population.finish(kind, start, Math.floor(start / windowMs(kind)));
      return { round: { kind, hour: start, keys: norms.length }, norms };
    });
  return { hour: ofKind('hour'), day: ofKind('day') };
}
