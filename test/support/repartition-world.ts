// The world of test/support/detect-world.ts with `access` written anew by other partitions in the
// middle of its month. For the tests of the repartition.

import { OutputBuffer } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import type { RecordName } from '../../src/generated/records.ts';
import type { Log } from '../../src/ports.ts';
import { firstPosition } from '../../src/stages/position.ts';
import { repartition } from '../../src/stages/repartition.ts';
import { append, detect, found, steps, type World, world } from './detect-world.ts';
import type { enrichedAccess } from './enriched-access.ts';
import { type HeldLog, Killed } from './failing-log.ts';
import { readAll } from './read-all.ts';

const half = Math.floor(steps.length / 2);
const endTick = { tick: { clock: 0, state: 'end' } } as const;
export const findings: readonly RecordName[] = ['Anomaly', 'Incident', 'UserWindow'];
export const sources = 1;

/** Somebody who has drained in the middle, and goes on. */
const early = [...steps.slice(0, half), { tick: { ...lastTick(half), state: 'end' } } as const];
/** What comes afterwards. */
export const late = steps.slice(half);

function lastTick(until: number) {
  const ticks = steps.slice(0, until).flatMap((step) => ('tick' in step ? [step.tick] : []));
  return ticks.at(-1) ?? endTick.tick;
}

export async function repartitionOf(from: World, users: number, log: Log = from.log) {
  const ports = {
    ...from,
    ...{ log, stop: new AbortController().signal, progress: () => undefined, commitBytes: 20_000 },
  };
  return repartition(ports, { sources, users, retentionDays: 400 });
}

/** Half of the month with so many partitions. */
export async function halfLived(users: number): Promise<World> {
  const from = await world(users);
  await append(from, early);
  await detect(from);
  return from;
}

/** The other half, and all that is found of both. */
export async function rest(from: World, users: number): Promise<string[]> {
  const grown = { ...from, users };
  await append(grown, late);
  await detect(grown);
  return found(grown, ...findings);
}

/** What is somebody's, in its order. */
export async function byUser(one: World): Promise<Record<string, unknown[]>> {
  const users: Record<string, unknown[]> = {};
  for (const { name, record } of await readAll(one, 'access')) {
    if (name !== 'EnrichedAccess') continue;
    const { user } = record as typeof enrichedAccess;
    users[user] ??= [];
    users[user].push(record);
  }
  return users;
}

/** As archive leaves it where it has read all. */
export async function archived(one: World): Promise<void> {
  const { id: logId, partitions } = (await one.log.topic('access'))!;
  for (let partition = 0; partition < partitions; partition += 1) {
    const { end: nextOffset } = await one.log.range('access', partition);
    await note(one, partition, { logId, nextOffset });
  }
}

export async function note(
  { log, codec }: World,
  partition: number,
  {
    declared_next = null,
    ...at
  }: { logId: string; nextOffset: number; declared_next?: number | null },
): Promise<void> {
  const output = new OutputBuffer('archive-state', partition);
  const position = { ...firstPosition({ topic: 'access', partition, ...at }), declared_next };
  codec.encode(output, '#position/access', 'Position', position);
  const writer = await log.writer(`archive-${partition}`);
  await writer.commit([output]);
}

/** What became of a run: the code of its error, or undefined where it came to its end. */
export async function endOf(run: Promise<unknown>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    if (!(error instanceof OutsideError)) throw error;
    return error.code;
  }
}

/** Resolves once the run is held up, or has ended. */
export async function started(one: World, log: HeldLog) {
  const end = endOf(repartitionOf(one, 3, log));
  await Promise.race([log.held, end]);
  return { end, wake: log.wake };
}

/** Two runs: the first is held up, then the second until the first has come to its end. */
export async function bothAt(one: World, [first, second]: readonly [HeldLog, HeldLog]) {
  const slow = await started(one, first);
  const fast = await started(one, second);
  slow.wake();
  const slowEnd = await slow.end;
  fast.wake();
  return [slowEnd, await fast.end];
}
