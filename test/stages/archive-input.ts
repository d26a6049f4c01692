// A log for the archive's tests, in memory, with all topics, and what is written into it.

import { openLocalLog } from '../../src/adapters/local-log/local-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Person, Position, RecordName, Records, Tick } from '../../src/generated/records.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Clock, Codec, Log } from '../../src/ports.ts';
import { archiveStateTopic, positionKeyOf } from '../../src/stages/archive-task.ts';
import { positionIn } from '../../src/stages/position.ts';
import { readState } from '../../src/stages/read-state.ts';
import { testClock } from '../adapters/local-log/test-clock.ts';
import { enrichedAccess } from '../support/enriched-access.ts';

export const tick: Tick = {
  source_partition: 0,
  clock: 1_700_000_000_000,
  sources: 1,
  state: 'live',
};

export const person: Person = {
  id: 'ann',
  accounts: ['a1'],
  kind: 'human',
  team: null,
  role: null,
  queues: [],
  site: null,
  utc_offset_minutes: 0,
  shift: null,
  employment: 'active',
  valid_from: null,
};

export type ArchiveInput = Awaited<ReturnType<typeof openArchiveInput>>;

export async function openArchiveInput() {
  const clock: Clock = testClock();
  const log: Log = openLocalLog({ clock });
  const codec: Codec = await openCodec({ registry: openLocalRegistry() });
  for (const { name, partitions, cleanup } of topics) {
    const count = typeof partitions === 'number' ? partitions : 2;
    await log.createTopic({ name, partitions: count, cleanup });
  }
  const logId = (await log.topic('access'))!.id;

  async function commit(output: OutputBuffer): Promise<void> {
    const writer = await log.writer('test');
    await writer.commit([output]);
    await writer.close();
  }
  async function position(): Promise<Position | undefined> {
    const state = await readState({ log, codec }, { topic: archiveStateTopic, partition: 0 });
    return positionIn(state, positionKeyOf('access'));
  }
  async function write<N extends RecordName>(
    place: { readonly topic: string; readonly key?: string },
    name: N,
    record: Records[N],
  ): Promise<void> {
    const output = new OutputBuffer(place.topic, 0);
    codec.encode(output, place.key ?? null, name, record);
    await commit(output);
  }

  return {
    log,
    logId,
    codec,
    clock,
    position,
    write,
    async writeBytes(topic: string, key: string, value: Uint8Array | null): Promise<void> {
      const output = new OutputBuffer(topic, 0);
      output.append(key, value);
      await commit(output);
    },
    /** Three rows and two subjects each, of 80 subjects in all. */
    async writeAccesses(partition: number, count: number): Promise<void> {
      const output = new OutputBuffer('access', partition);
      const { end } = await log.range('access', partition);
      for (let i = end; i < end + count; i += 1) {
        const subjects = [`s${(2 * i) % 80}`, `s${(2 * i + 1) % 80}`];
        const access = { ...enrichedAccess, event_id: `e${i}`, subjects, rows: 3 };
        codec.encode(output, access.user, 'EnrichedAccess', access);
      }
      await commit(output);
    },
    /** As if the range had been declared to an engine that started an hour before this one. */
    async expireStart(): Promise<void> {
      const declared = await position();
      if (declared?.engine_started_at == null) throw new Error('nothing is declared');
      const engine_started_at = declared.engine_started_at - 3_600_000;
      const place = { topic: archiveStateTopic, key: positionKeyOf('access') };
      await write(place, 'Position', { ...declared, engine_started_at });
    },
    encoded<N extends RecordName>(name: N, record: Records[N]): Uint8Array {
      const output = new OutputBuffer('any', 0);
      codec.encode(output, null, name, record);
      return output.bytes.slice(0, output.length);
    },
  };
}
