// From settings to how Kafka is reached: what is set, what is left out, and files that are none.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kafkaConnection } from '../../src/cli/kafka-connection.ts';
import { loadSettings } from '../../src/config.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-pem-'));
  writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n');
  writeFileSync(join(folder, 'other.der'), 'no PEM');
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(flags: Record<string, string>) {
  const onKafka = { brokers: 'a:9092,b:9092', registry: 'http://r:8081' };
  return loadSettings({ environment: {}, flags: { ...onKafka, ...flags } });
}

test('plain: the brokers and nothing else', () => {
  expect(kafkaConnection(settingsOf({}))).toEqual({ brokers: ['a:9092', 'b:9092'] });
});

test('with a login and an authority of our own', () => {
  const flags = {
    'kafka-tls': 'on',
    'kafka-ca': join(folder, 'ca.pem'),
    'kafka-sasl': 'scram-sha-512',
    'kafka-user': 'u',
    'kafka-password': 'p',
  };
  expect(kafkaConnection(settingsOf(flags))).toEqual({
    brokers: ['a:9092', 'b:9092'],
    tls: { ca: '-----BEGIN CERTIFICATE-----\n', certificate: undefined, key: undefined },
    sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
  });
});

test('files that are missing or none are all named, by the setting', () => {
  const flags = {
    'kafka-tls': 'on',
    'kafka-certificate': join(folder, 'none.pem'),
    'kafka-key': join(folder, 'other.der'),
  };
  let failure: unknown;
  try {
    kafkaConnection(settingsOf(flags));
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({
    code: 'bad-settings',
    message: expect.stringMatching(
      /^kafka_certificate: ENOENT.*none\.pem.*\nkafka_key: .*other\.der is no PEM file\.$/,
    ),
  });
});
