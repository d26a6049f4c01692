// Brokers that ask who comes: what is refused, in which words, and that nobody waits for a password
// to become right. Then the settings that are right, up to a run over TLS with a login.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { openKafkaLog } from '../../src/adapters/kafka/kafka-log.ts';
import { kafkaConnection } from '../../src/cli/kafka-connection.ts';
import { loadSettings } from '../../src/config.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Log } from '../../src/ports.ts';
import { optionsFor, plainKafka } from '../adapters/kafka/kafka-subject.ts';
import { Notes, output, readAll } from '../contract/log-steps.ts';
import { describeKafka, ownKafka } from '../support/kafka.ts';
import { accessLines, startProgramIn } from '../support/program.ts';
import { openTestRegistry } from '../support/registry.ts';

const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
const users = { reader: 'right' };
const login = { 'kafka-sasl': 'plain', 'kafka-user': 'reader', 'kafka-password': 'right' };
const wrong = { ...login, 'kafka-password': 'wrong' };
const tls = { 'kafka-tls': 'on' };
/** No patience is long enough to make a wrong password right. */
const atOnceMs = 8_000;
const accesses = 40;

type Flags = Readonly<Record<string, string>>;

const folder = mkdtempSync(join(tmpdir(), 'molecatcher-logins-'));
const started: RunningKafka[] = [];
let asking: RunningKafka;
let safe: RunningKafka;
let elsewhere: RunningKafka;
afterAll(async () => {
  await Promise.all(started.map((kafka) => kafka.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function open(
  address: string | undefined,
  flags: Flags,
  { isPatient = true } = {},
): Promise<Log> {
  const onKafka = { brokers: address ?? '', registry: 'http://127.0.0.1:1' };
  const settings = loadSettings({ environment: {}, flags: { ...onKafka, ...flags } });
  return openKafkaLog({ ...optionsFor([]), ...kafkaConnection(settings), isPatient });
}

async function failureOf(doing: Promise<unknown>): Promise<OutsideError> {
  const failure = await doing.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof OutsideError) return failure;
  throw failure ?? new Error('it did not fail');
}

await describeKafka('brokers that ask who comes', () => {
  beforeAll(async () => {
    const sasl = { mechanisms, users };
    const all = [
      ownKafka({ sasl, acls: true }),
      ownKafka({ sasl, tls: {} }),
      ownKafka({ tls: { hostName: 'kafka.example.org' } }),
    ] as const;
    for (const one of all) one.then((kafka) => started.push(kafka)).catch(() => undefined);
    [asking, safe, elsewhere] = await Promise.all(all);
    writeFileSync(join(folder, 'safe.pem'), safe.ca ?? '');
    writeFileSync(join(folder, 'elsewhere.pem'), elsewhere.ca ?? '');
  }, 60_000);

  describe('refuse at once', () => {
    const trusted = { ...tls, 'kafka-ca': join(folder, 'safe.pem') };
    const cases: readonly {
      readonly name: string;
      readonly at: () => string | undefined;
      readonly flags: Flags;
      readonly said: RegExp;
    }[] = [
      {
        name: 'a wrong password, PLAIN',
        at: () => asking.brokers[0],
        flags: wrong,
        said: /^Kafka refuses the login: .*Invalid username or password/,
      },
      {
        name: 'a wrong password, SCRAM-SHA-256',
        at: () => asking.brokers[0],
        flags: { ...wrong, 'kafka-sasl': 'scram-sha-256' },
        said: /^Kafka refuses the login: .*invalid credentials/,
      },
      {
        name: 'a wrong password, SCRAM-SHA-512 over TLS',
        at: () => safe.brokers[0],
        flags: { ...wrong, ...trusted, 'kafka-sasl': 'scram-sha-512' },
        said: /^Kafka refuses the login: .*invalid credentials/,
      },
      {
        name: 'a login where none is asked for',
        at: () => asking.internal[0],
        flags: login,
        said: /^Kafka asks for no login at this address: leave kafka_sasl out/,
      },
      {
        name: 'a certificate that nobody trusts',
        at: () => safe.brokers[0],
        flags: { ...login, ...tls },
        said: /^The certificate of 127\.0\.0\.1:\d+ is not trusted .* in kafka_ca\.$/,
      },
      {
        name: 'a certificate of another authority',
        at: () => elsewhere.brokers[0],
        flags: trusted,
        said: /^The certificate of 127\.0\.0\.1:\d+ is not trusted .* in kafka_ca\.$/,
      },
      {
        name: 'a certificate of another host',
        at: () => elsewhere.brokers[0],
        flags: { ...tls, 'kafka-ca': join(folder, 'elsewhere.pem') },
        said: /^The certificate of 127\.0\.0\.1:\d+ is for another host: .*127\.0\.0\.1 is not/,
      },
    ];
    test.each(cases)('$name', async ({ at, flags, said }) => {
      const startedAt = Date.now();
      const { code, message } = await failureOf(open(at(), flags));
      expect(message).toMatch(said);
      expect(code).toBe('kafka-refused');
      expect(Date.now() - startedAt).toBeLessThan(atOnceMs);
    });
  });

  test('without the TLS or login that a broker wants, it is said what may lack', async () => {
    for (const address of [safe.brokers[0], elsewhere.brokers[0], asking.brokers[0]]) {
      const { code, message } = await failureOf(open(address, {}, { isPatient: false }));
      expect(message).toBe(
        `${address} hung up: where it wants TLS set kafka_tls, where it wants a login kafka_sasl.`,
      );
      expect(code).toBe('kafka-unreachable');
    }
    const { message } = await failureOf(open(asking.internal[0], tls, { isPatient: false }));
    expect(message).toMatch(
      /does not seem to speak TLS: set kafka_tls to off, or use another port/,
    );
  });

  describe('let do what is granted, and name what is not:', () => {
    let log: Log;
    beforeAll(async () => {
      await grant();
      log = await open(asking.brokers[0], login);
    });
    afterAll(() => log.close());

    const group = { instance: 'one', topics: ['ours'] };
    const refusals: readonly {
      readonly name: string;
      readonly doing: () => Promise<unknown>;
      readonly said: RegExp;
    }[] = [
      {
        name: 'a topic',
        doing: () => log.topic('hidden'),
        said: /^Kafka does not tell about topic hidden: this user has no right to \(error 29\)\.$/,
      },
      {
        name: 'the settings of a topic',
        doing: () => log.topic('named'),
        said: /^asking for the settings of topic named: .*[Aa]uthori/,
      },
      {
        name: 'reading',
        doing: () => readAll(log, 'named'),
        said: /^Kafka does not let us read named\/0: this user has no right to \(error 29\)\.$/,
      },
      {
        name: 'writing, among what may be written',
        doing: async () => {
          const writer = await log.writer('ours');
          await writer.commit([
            output('ours', 0, [[null, 'x']]),
            output('named', 0, [[null, 'x']]),
          ]);
        },
        said: /^Kafka does not let us write to named\/0: this user has no right to \(error 29\)\.$/,
      },
      {
        name: 'a transactional id',
        doing: () => log.writer('theirs'),
        said: /^Kafka does not let us use the transactional id theirs: .* no right/,
      },
      {
        name: 'a group',
        doing: async () =>
          (await log.join(new Notes().member({ ...group, group: 'theirs' }))).finished,
        said: /^Kafka does not let us use the group theirs: this user has no right to/,
      },
      {
        name: 'making a topic',
        doing: () => log.createTopic({ name: 'new', partitions: 1, cleanup: 'delete' }),
        said: /^creating topic new: .*[Aa]uthori/,
      },
    ];
    test.each(refusals)('$name', async ({ doing, said }) => {
      const startedAt = Date.now();
      const { code, message } = await failureOf(doing());
      expect(message).toMatch(said);
      expect(code).toBe('kafka-refused');
      expect(Date.now() - startedAt).toBeLessThan(atOnceMs);
    });

    test.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
      'all that a stage does, logged in by %s',
      async (mechanism) => {
        const own = await open(asking.brokers[0], { ...login, 'kafka-sasl': mechanism });
        const writer = await own.writer('ours');
        await writer.commit([output('ours', 0, [[null, mechanism]])]);
        const notes = new Notes();
        const member = notes.member({ ...group, group: 'ours' }, { idle: async () => 'done' });
        await (await own.join(member)).finished;
        expect(notes.values.at(-1)).toBe(mechanism);
        await own.close();
      },
    );
  });

  test('with the settings that are right, a run over TLS with a login', async () => {
    const registry = await openTestRegistry();
    const [brokers = ''] = safe.brokers;
    writeFileSync(
      join(folder, 'molecatcher.yaml'),
      [
        `brokers: [${brokers}]`,
        `registry: ${registry.url}`,
        'kafka_tls: on',
        'kafka_ca: safe.pem',
        'kafka_sasl: scram-sha-512',
        'kafka_user: reader',
        'users: 1',
        '',
      ].join('\n'),
    );
    writeFileSync(join(folder, 'access.jsonl'), accessLines(accesses));
    const environment = { MOLECATCHER_KAFKA_PASSWORD: 'right' };
    const around = { folder, environment };
    try {
      for (const words of [
        ['topics'],
        ['ingest', 'access', 'access.jsonl'],
        ['run', '--drain', '--stage', 'enrich,detect', '--port', '0', '--log-level', 'warn'],
      ]) {
        expect(await startProgramIn(around, ...words).ended).toMatchObject({
          code: 0,
          remarks: '',
        });
      }
      const log = await openKafkaLog(optionsFor(safe.internal));
      const keys = (await readAll(log, 'access')).map(({ key }) => key);
      await log.close();
      expect(keys.filter((key) => key?.startsWith('agent-'))).toHaveLength(accesses);
      const refused = await startProgramIn(
        { folder, environment: { MOLECATCHER_KAFKA_PASSWORD: 'wrong' } },
        ...['run', '--stage', 'enrich', '--port', '0', '--log-level', 'warn'],
      ).ended;
      expect(refused.code).toBe(1);
      expect(refused.remarks).toMatch(/^Kafka refuses the login: [^\n]*\nCheck user, [^\n]*\n$/);
    } finally {
      await registry.close();
    }
  }, 60_000);
});

/** Rights of `reader`: all on what is called ours, and to see that there is one called named. */
async function grant(): Promise<void> {
  const admin = plainKafka(asking.internal).admin();
  await admin.connect();
  await admin.createTopics({
    topics: ['ours', 'named', 'hidden'].map((topic) => ({ topic, numPartitions: 1 })),
  });
  const rule = { host: '*', principal: 'User:reader', permissionType: 3, resourcePatternType: 3 };
  const ours = { ...rule, resourceName: 'ours', operation: 2 };
  await admin.createAcls({
    acl: [
      { ...ours, resourceType: 2 },
      { ...ours, resourceType: 3 },
      { ...ours, resourceType: 5 },
      { ...rule, resourceName: 'named', resourceType: 2, operation: 8 },
    ],
  });
  await admin.disconnect();
}
