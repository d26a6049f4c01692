// A Kafka of our own with a registry, and processes of the program on it, for tests of what several
// of them come to together. The names of our topics are fixed, so nobody shares these brokers.

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './ask.ts';
import { type OwnKafka, ownKafka } from './kafka.ts';
import { runProgram, type Started, startProgram, withoutNorms } from './program.ts';
import { openTestRegistry } from './registry.ts';

export type KafkaHouse = {
  readonly brokers: readonly string[];
  /** Flags that lead to this Kafka. */
  readonly flags: readonly string[];
  /** A data folder that is not there yet. */
  folder(name: string): string;
  /** Starts a process that ends with the house. */
  start(...words: string[]): Started;
  close(): Promise<void>;
};

export async function openKafkaHouse(options: OwnKafka = {}): Promise<KafkaHouse> {
  const root = mkdtempSync(join(tmpdir(), 'molecatcher-house-'));
  const [kafka, registry] = await Promise.all([ownKafka(options), openTestRegistry()]);
  const started: Started[] = [];
  return {
    brokers: kafka.brokers,
    flags: ['--brokers', kafka.brokers.join(','), '--registry', registry.url],
    folder: (name) => join(root, name),
    start(...words) {
      const one = startProgram(...words);
      started.push(one);
      return one;
    },
    async close() {
      for (const { child } of started) child.kill('SIGCONT');
      for (const { child } of started) child.kill('SIGKILL');
      await Promise.all(started.map(({ ended }) => ended));
      await Promise.all([kafka.stop(), registry.close()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Resolves once the process that owns a data folder says where its ClickHouse is. */
export function isAnnounced(data: string): boolean {
  const file = join(data, 'owner.json');
  if (!existsSync(file)) return false;
  const { clickhouse = '' } = JSON.parse(readFileSync(file, 'utf8')) as { clickhouse?: string };
  return clickhouse !== '';
}

/**
 * Whether the process that owns a data folder reads partitions in a stage, so that it is in the
 * group: told to stop while it joins, a member counts for some seconds more.
 */
export async function isReading(data: string, stage: string): Promise<boolean> {
  const { http } = JSON.parse(readFileSync(join(data, 'owner.json'), 'utf8')) as { http: string };
  const { stages } = (await (await fetch(`${http}/health`)).json()) as Health;
  return Object.keys(stages[stage]?.partitions ?? {}).length > 0;
}

type Health = { readonly stages: Readonly<Record<string, { readonly partitions: object }>> };

export async function accessesIn(data: string): Promise<number> {
  const [row] = await ask<{ events: number }>(data, 'SELECT count() AS events FROM access');
  return row?.events ?? 0;
}

export type Findings = {
  readonly anomalies: number;
  readonly windows: number;
  /** Windows that late events have changed: how often is a matter of when they closed. */
  readonly revised: number;
  readonly digest: string;
  /** Everything, without its place in the log: kind and columns, sorted. */
  readonly rows: readonly string[];
};

export async function findingsOf(data: string): Promise<Findings> {
  const place = '_log, _partition, _offset, _seen_at';
  const what = (kind: string, table: string, but = place) =>
    `SELECT '${kind}' AS kind, toString(tuple(* EXCEPT (${but}))) AS text FROM ${table}`;
  const all = await ask<{ kind: string; text: string }>(
    data,
    `SELECT kind, text FROM (${what('anomaly', 'anomalies')} UNION ALL
      ${what('incident', 'incidents')} UNION ALL
      ${what('window', 'windows_latest', `${place}, revision, late_events`)} UNION ALL
      SELECT 'revised', toString(countIf(revision > 0)) FROM windows_latest)
    ORDER BY kind, text`,
  );
  const revised = Number(all.find(({ kind }) => kind === 'revised')?.text);
  const found = all.filter(({ kind }) => kind !== 'revised');
  const count = (wanted: string) => found.filter(({ kind }) => kind === wanted).length;
  const rows = found.map(({ kind, text }) => `${kind} ${text}`);
  return {
    anomalies: count('anomaly'),
    windows: count('window'),
    revised,
    digest: createHash('sha256').update(rows.join('\n')).digest('hex'),
    rows,
  };
}

/** The same on the local log, in one process without a stop: what it has to come to. */
export async function runLocally(data: string, flags: readonly string[] = []): Promise<Findings> {
  await runProgram('run', '--drain', ...withoutNorms, '--data', data, '--port', '0', ...flags);
  return findingsOf(data);
}
