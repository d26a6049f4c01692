// How the brokers are reached and logged in to, from the settings: what an adapter is given. The
// files are read here, so that all that cannot be read is told at once, by the setting's name.

import { readFileSync } from 'node:fs';
import type { Settings } from '../config.ts';
import { OutsideError } from '../errors.ts';

export type KafkaConnection = {
  readonly brokers: readonly string[];
  readonly tls?: {
    readonly ca?: string | undefined;
    readonly certificate?: string | undefined;
    readonly key?: string | undefined;
  };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
};

export function kafkaConnection(settings: Settings): KafkaConnection {
  const { brokers, kafkaSasl, kafkaUser, kafkaPassword } = settings;
  const login = { username: kafkaUser, password: kafkaPassword };
  return {
    brokers,
    ...(settings.kafkaTls === 'off' ? {} : { tls: tlsFiles(settings) }),
    ...(kafkaSasl === 'none' ? {} : { sasl: { mechanism: kafkaSasl, ...login } }),
  };
}

function tlsFiles(settings: Settings): NonNullable<KafkaConnection['tls']> {
  const problems: string[] = [];
  const read = (name: string, path: string): string | undefined => {
    if (path === '') return undefined;
    try {
      const pem = readFileSync(path, 'utf8');
      if (pem.includes('-----BEGIN ')) return pem;
      problems.push(`${name}: ${path} is no PEM file.`);
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
    return undefined;
  };
  const tls = {
    ca: read('kafka_ca', settings.kafkaCa),
    certificate: read('kafka_certificate', settings.kafkaCertificate),
    key: read('kafka_key', settings.kafkaKey),
  };
  if (problems.length > 0) throw new OutsideError('bad-settings', problems.join('\n'));
  return tls;
}
