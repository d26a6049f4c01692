// Several who write `access` anew at the same time, on a real Kafka: who is overtaken is fenced by
// the brokers, and deletes nothing that another has made. All places where one may be held up are
// gone through on the local log (test/stages/repartition-twice.prop.test.ts).

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { systemClock } from '../../src/adapters/system/system-clock.ts';
import { topics } from '../../src/generated/topics.ts';
import type { Log } from '../../src/ports.ts';
import { nextAccess } from '../../src/stages/settled-access.ts';
import { optionsFor } from '../adapters/kafka/kafka-subject.ts';
import { append, steps, type World } from '../support/detect-world.ts';
import { heldLog } from '../support/failing-log.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { bothAt, byUser, started } from '../support/repartition-world.ts';

await describeKafka('access repartition', () => {
  describe('twice at once', () => {
    let kafka: Awaited<ReturnType<typeof ownKafka>>;
    const logs: Log[] = [];
    beforeAll(async () => {
      kafka = await ownKafka();
    }, 90_000);
    afterEach(async () => {
      await Promise.all(logs.splice(0).map((log) => log.close()));
    });
    afterAll(() => kafka.stop());

    /** Of another process. */
    async function openLog(): Promise<Log> {
      const log = await openKafkaLog({ ...optionsFor(kafka.brokers), isPatient: false });
      logs.push(log);
      return log;
    }

    async function begun(): Promise<World> {
      const log = await openLog();
      for (const { name, cleanup } of topics) {
        const old = await log.topic(name);
        if (old !== undefined) await log.deleteTopic(old);
        await log.createTopic({ name, cleanup, partitions: 2 });
      }
      const codec = await openCodec({ registry: openLocalRegistry() });
      const one = { log, codec, clock: systemClock, users: 2 };
      await append(one, steps.slice(0, 200));
      return one;
    }

    for (const [first, second] of [
      ['delete access-next', 'create access'],
      ['ask access-next', 'create access'],
      ['delete access', 'never'],
    ] as const) {
      test(`one before "${first}", the other before "${second}": the other goes on`, async () => {
        const one = await begun();
        const before = await byUser(one);
        // Begins the copy that the others find, and is never heard of again.
        await started(one, heldLog(await openLog(), 'commit access-repartition'));
        const two = [heldLog(await openLog(), first), heldLog(await openLog(), second)] as const;
        expect(await bothAt(one, two)).toEqual(['repartition-overtaken', undefined]);
        const after = { ...one, log: await openLog() };
        expect(await byUser(after)).toEqual(before);
        expect(await after.log.topic('access')).toMatchObject({ partitions: 3 });
        expect(await after.log.topic(nextAccess)).toBeUndefined();
      });
    }
  });
});
