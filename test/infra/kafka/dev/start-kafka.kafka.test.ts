// The Kafka that `npm run kafka` and the tests start is a Kafka: what is written is read, what was
// written is there after a restart, it lets in only whom it shall where it demands a login or a
// certificate, and the registry answers as Confluent's does.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeKafka, ownKafka, sharedKafka } from '../../../support/kafka.ts';
import { makeTopic, plainKafka, readAll, topicsOf, writeAll } from './plain-kafka.ts';

const users = { ada: 'right' };

await describeKafka('a Kafka of one broker', async () => {
  const shared = await sharedKafka();

  test('keeps what was written, over a stop and over a kill', { timeout: 60_000 }, async () => {
    const own = await ownKafka();
    try {
      const kafka = plainKafka(own.brokers);
      await makeTopic(kafka, 'kept');
      await writeAll(kafka, 'kept', ['one', 'two']);
      await own.stopBroker(0);
      await own.startBroker(0);
      await own.killBroker(0);
      await own.startBroker(0);
      expect(await readAll(kafka, 'kept', 2)).toEqual(['one', 'two']);
    } finally {
      await own.stop();
    }
  });

  test('starts on other ports where somebody takes one before it listens', async () => {
    const taken = createServer();
    const said: string[] = [];
    const own = await ownKafka({
      say: (line) => {
        said.push(line);
      },
      // Java needs longer to come up than this to listen.
      onProcess: ({ logFile }) => {
        if (!taken.listening) taken.listen(clientPortIn(dirname(logFile)), '127.0.0.1');
      },
    });
    try {
      expect(said).toContain('somebody took a port meanwhile; others are tried');
      await expect(topicsOf(plainKafka(own.brokers))).resolves.toContain('__consumer_offsets');
    } finally {
      taken.close();
      await own.stop();
    }
  });

  test('registers a schema', async () => {
    const response = await fetch(`${shared.registryUrl}/subjects/start-kafka-value/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ schema: '"string"' }),
    });
    const { id } = (await response.json()) as { id: number };
    const found = await fetch(`${shared.registryUrl}/schemas/ids/${id}`);
    expect(await found.json()).toMatchObject({ schema: '"string"' });
  });
});

await describeKafka('a Kafka that demands', async () => {
  const own = await ownKafka({
    sasl: { mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], users },
    tls: {},
    acls: true,
  });
  const ssl = { ca: own.ca ?? '' };
  const login = { mechanism: 'plain', username: 'ada', password: 'right' } as const;
  await makeTopic(plainKafka(own.internal), 'guarded');

  for (const mechanism of ['plain', 'scram-sha-256', 'scram-sha-512'] as const) {
    test(`a login by ${mechanism} > lets in whom it knows, and nobody else`, async () => {
      const right = plainKafka(own.brokers, { ssl, sasl: { ...login, mechanism } as never });
      await expect(topicsOf(right)).resolves.toEqual([]);
      const sasl = { ...login, mechanism, password: 'wrong' } as never;
      await expect(topicsOf(plainKafka(own.brokers, { ssl, sasl }))).rejects.toThrow();
    });
  }

  test('rights > nobody has any until they are granted', async () => {
    const kafka = plainKafka(own.brokers, { ssl, sasl: login });
    await expect(writeAll(kafka, 'guarded', ['no'])).rejects.toThrow(/not authorized/i);
    await writeAll(plainKafka(own.internal), 'guarded', ['yes']);
  });

  test('a certificate > without trusting it nobody gets in', async () => {
    await expect(topicsOf(plainKafka(own.brokers, { ssl: true, sasl: login }))).rejects.toThrow(
      /self.signed/i,
    );
  });

  afterAll(() => own.stop());
});

function clientPortIn(folder: string): number {
  const settings = readFileSync(join(folder, 'server.properties'), 'utf8');
  return Number(/^listeners=\S*?:(\d+)/m.exec(settings)?.[1]);
}
