// Settings: what counts, what is refused, and that all mistakes come at once.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { definitions, detectorDefinitions, loadSettings, shownSettings } from '../src/config.ts';
import { count, ratio } from '../src/core/param.ts';
import { OutsideError } from '../src/errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'molecatcher.yaml');
  writeFileSync(path, text);
  return path;
}

function failure(act: () => unknown): OutsideError {
  try {
    act();
  } catch (error) {
    if (error instanceof OutsideError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const extra = detectorDefinitions([
  {
    id: 'bulk-download',
    params: { factor: ratio(8, 'How many times.'), warmupDays: count(3, 'x.') },
  },
]);

describe('what counts', () => {
  const environment = { MOLECATCHER_USERS: '2', MOLECATCHER_SOURCES: '2', PATH: '/bin' };
  for (const { name, given, expected } of [
    { name: 'the default where nothing is said', given: {}, expected: 1 },
    { name: 'the file over the default', given: { yaml: 'users: 8' }, expected: 8 },
    {
      name: 'the environment over the file',
      given: { yaml: 'users: 8', environment },
      expected: 2,
    },
    {
      name: 'the flag over all',
      given: { yaml: 'users: 8', environment, flags: { users: '16' } },
      expected: 16,
    },
  ] as const) {
    test(name, () => {
      const { yaml, ...rest } = { yaml: '', environment: {}, ...given };
      expect(loadSettings({ ...rest, file: file(yaml) }).users).toBe(expected);
    });
  }

  test('parameters of detectors are settings, nested or flat', () => {
    const flat = { environment: {}, file: file('detector.bulk-download.factor: 9'), extra };
    expect(loadSettings(flat).detectors['bulk-download']).toEqual({ factor: 9, warmupDays: 3 });
    const nested = file('detector:\n  bulk-download:\n    warmup_days: 5');
    expect(loadSettings({ environment: {}, file: nested, extra }).detectors).toEqual({
      'bulk-download': { factor: 8, warmupDays: 5 },
    });
    const environment = { MOLECATCHER_DETECTOR_BULK_DOWNLOAD_FACTOR: '10' };
    const set = loadSettings({ environment, file: file(''), extra });
    expect(set.detectors['bulk-download']?.['factor']).toBe(10);
  });

  test('times are read with their unit and kept in milliseconds', () => {
    const flags = { 'allowed-lateness': '1.5h' };
    expect(loadSettings({ flags, environment: {} }).allowedLateness).toBe(5_400_000);
  });

  test('the result cannot be changed', () => {
    const settings = loadSettings({ environment: {}, extra });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.detectors['bulk-download'])).toBe(true);
  });
});

describe('what is refused', () => {
  test('three mistakes of a file are reported at once, with the nearest name', () => {
    const path = file('user: 4\nport: 99999\nlog_level: loud\nsources: 2');
    const { code, message } = failure(() => loadSettings({ file: path, environment: {} }));
    expect(code).toBe('bad-settings');
    expect(message.split('\n')).toEqual([
      '3 settings are wrong:',
      `  ${path}: user is not a setting. Did you mean users?`,
      `  ${path}: port is 99999, but must be a whole number from 0 to 65535`,
      `  ${path}: log_level is "loud", but must be one of debug, info, warn, error, silent`,
    ]);
  });

  for (const { name, given, says } of [
    {
      name: 'an unknown variable with our prefix',
      given: { environment: { MOLECATCHER_USRES: '4' } },
      says: 'MOLECATCHER_USRES is not a setting. Did you mean MOLECATCHER_USERS?',
    },
    {
      name: 'a time without a unit',
      given: { flags: { 'insert-delay': '10' } },
      says: 'must be a time such as 90s',
    },
    { name: 'half a partition', given: { flags: { users: '1.5' } }, says: 'a whole number' },
    { name: 'nothing where a number belongs', given: { flags: { users: '' } }, says: 'a whole' },
    {
      name: 'an address that is none',
      given: { flags: { clickhouse: 'here' } },
      says: 'an address',
    },
    {
      name: 'a registry without its http, which is not asked for as ClickHouse is',
      given: { flags: { registry: 'registry:8081' } },
      says: 'such as http://127.0.0.1:8081, or of Apicurio http://127.0.0.1:8081/apis/ccompat/v7',
    },
    {
      name: 'a file that is not there',
      given: { file: '/no/such.yaml' },
      says: 'there is no file /no/such.yaml',
    },
  ] as { name: string; given: object; says: string }[]) {
    test(name, () => {
      expect(failure(() => loadSettings({ environment: {}, ...given })).message).toContain(says);
    });
  }

  test('a list is not the lines that are wanted', () => {
    const path = file('- users: 1');
    expect(failure(() => loadSettings({ file: path, environment: {} })).message).toContain(
      `${path}: must be lines of \`name: value\``,
    );
  });

  test('broken YAML, by its line', () => {
    const path = file('users: [1\nport: 2');
    expect(failure(() => loadSettings({ file: path, environment: {} })).message).toMatch(/line 2/);
  });

  test('a secret is not repeated in the message about it', () => {
    const path = file('clickhouse_password: [hunter2]');
    const { message } = failure(() => loadSettings({ file: path, environment: {} }));
    expect(message).toContain('***');
    expect(message).not.toContain('hunter2');
  });
});

const onKafka = { brokers: 'a:9092', registry: 'http://r:8081' };

describe('brokers', () => {
  for (const { name, yaml, expected } of [
    { name: 'none unless they are named', yaml: '', expected: [] },
    {
      name: 'words with commas',
      yaml: 'brokers: "a:1, [::1]:2,a:1"',
      expected: ['a:1', '[::1]:2'],
    },
    { name: 'a list', yaml: 'brokers: [a:1, b-2.x:65535]', expected: ['a:1', 'b-2.x:65535'] },
  ]) {
    test(name, () => {
      const registry = '\nregistry: http://r:1';
      const settings = loadSettings({ environment: {}, file: file(yaml + registry) });
      expect(settings.brokers).toEqual(expected);
      expect(Object.isFrozen(settings.brokers)).toBe(true);
    });
  }

  for (const wrong of ['a', 'a:', ':9092', 'http://a:9092', 'a:9092 b:9092', 'a:123456']) {
    test(`not ${wrong}`, () => {
      const { message } = failure(() =>
        loadSettings({ environment: {}, flags: { ...onKafka, brokers: wrong } }),
      );
      expect(message).toContain('must be addresses such as kafka-1:9092,kafka-2:9092');
      expect(message).toContain('One setting is wrong');
    });
  }
});

describe('what does not go together', () => {
  for (const { name, flags, says } of [
    {
      name: 'brokers without a registry',
      flags: { brokers: 'a:9092' },
      says: ['brokers is set, but registry is not: on Kafka the schemas are in a registry.'],
    },
    {
      name: 'a login without user and password',
      flags: { ...onKafka, 'kafka-sasl': 'plain' },
      says: [
        'kafka_sasl is plain, but kafka_user is not set.',
        'kafka_sasl is plain, but kafka_password is not set.',
      ],
    },
    {
      name: 'a user without a way to log in, passwords without users, files without TLS',
      flags: {
        ...onKafka,
        'registry-password': 'hunter2',
        'kafka-user': 'molecatcher',
        'kafka-ca': 'ca.pem',
        'kafka-key': 'key.pem',
      },
      says: [
        'registry_password is set, but registry_user is not.',
        'kafka_user is set, but kafka_sasl is none: say how to log in.',
        'kafka_ca is set, but kafka_tls is off.',
        'kafka_key is set, but kafka_tls is off.',
        'kafka_certificate and kafka_key are set together, or neither is.',
      ],
    },
    {
      name: 'nothing is said about a setting that is wrong by itself',
      flags: { brokers: 'a:9092', registry: 'here' },
      says: [expect.stringContaining('registry is "here", but must be an address')],
    },
  ]) {
    test(name, () => {
      const { code, message } = failure(() => loadSettings({ environment: {}, flags }));
      const lines = message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
      expect(lines).toEqual(says);
      expect(message).not.toContain('hunter2');
      // What was only just typed, and is wrong by itself, is a slip of the command line.
      expect(code).toBe(
        says.length === 1 && flags.registry === 'here' ? 'bad-usage' : 'bad-settings',
      );
    });
  }

  for (const { name, flags } of [
    { name: 'settings of Kafka for later, without brokers', flags: { 'kafka-user': 'x' } },
    { name: 'brokers turned off', flags: { brokers: '', 'kafka-sasl': 'plain' } },
    {
      name: 'all of it',
      flags: {
        ...onKafka,
        'registry-user': 'r',
        'kafka-tls': 'on',
        'kafka-ca': 'ca.pem',
        'kafka-certificate': 'c.pem',
        'kafka-key': 'k.pem',
        'kafka-sasl': 'scram-sha-512',
        'kafka-user': 'u',
        'kafka-password': 'p',
      },
    },
  ] as { name: string; flags: Record<string, string> }[]) {
    test(`accepted: ${name}`, () => {
      expect(() => loadSettings({ environment: {}, flags })).not.toThrow();
    });
  }

  test('a ClickHouse is an address or a folder', () => {
    for (const clickhouse of ['http://c:8123', './first', '../a', '/var/lib/first', '']) {
      expect(loadSettings({ environment: {}, flags: { clickhouse } }).clickhouse).toBe(clickhouse);
    }
    const wrong = failure(() => loadSettings({ environment: {}, flags: { clickhouse: 'first' } }));
    expect(wrong.message).toContain('or a folder such as ./data');
  });
});

describe('what is shown', () => {
  test('secrets are ***, also inside an address', () => {
    const flags = { 'clickhouse-password': 'hunter2', clickhouse: 'http://a:hunter2@b:1' };
    const text = JSON.stringify(shownSettings(loadSettings({ flags, environment: {} })));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('http://a:***@b:1');
  });

  test('every setting has a name of its own and a sentence', () => {
    const all = definitions(extra);
    expect(new Set(all.map((one) => one.variable)).size).toBe(all.length);
    expect(all.filter((one) => !one.doc.endsWith('.'))).toEqual([]);
    expect(all.at(-2)).toMatchObject({
      name: 'detector.bulk-download.factor',
      flag: 'detector.bulk-download.factor',
      variable: 'MOLECATCHER_DETECTOR_BULK_DOWNLOAD_FACTOR',
    });
  });
});
