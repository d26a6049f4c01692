// The log as one simulated process sees it: calls take time and fail, as those of the Kafka adapter
// do once its own patience is through.

import type { RecordBatch } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Log } from '../../src/ports.ts';
import type { Broker } from './broker.ts';
import type { SimGroups } from './sim-group.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';

export type SimLogOptions = {
  readonly broker: Broker;
  readonly groups: SimGroups;
  readonly trace: Trace;
};

const pauseMs = 250;

/** `isLeaving` ends the patience of its calls. */
export function openSimLog(who: SimProcess, { broker, groups, trace }: SimLogOptions): Log {
  const { log } = broker;
  /** As the adapter does: what may pass is waited for. */
  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await broker.ask(who, ask);
      } catch (error) {
        if (!(error instanceof OutsideError) || !error.retriable) throw error;
        await who.clock.sleep(pauseMs);
      }
    }
  }
  return {
    kind: 'kafka',
    topic: (name) => patiently(() => log.topic(name)),
    createTopic: (spec) => log.createTopic(spec),
    deleteTopic: (topic) => log.deleteTopic(topic),
    growTopic: (name, partitions) => log.growTopic(name, partitions),
    range: (topic, partition) => patiently(() => log.range(topic, partition)),
    async read(topic, partition, offset, limits): Promise<RecordBatch> {
      const batch = await patiently(() => log.read(topic, partition, offset, limits));
      await who.gate();
      return batch;
    },
    async writer(id) {
      const real = await patiently(() => {
        groups.noteWriter(who, id);
        trace.add(who.name, 'writer-opened', id);
        return broker.openEpoch(id);
      });
      return broker.openWriter(who, id, real);
    },
    join: (options) => groups.join(who, options),
    countMembers: (group) => log.countMembers(group),
    probe: async () => ({ brokers: [] }),
    close: async () => undefined,
  };
}
