// `topics`: makes the topics that are missing, registers the schemas, and says what of those that
// are there is not as planned. It changes nothing that exists: whose data lies in a topic decides.

import type { Settings } from '../config.ts';
import type { Log, LogProbe, TopicSpec } from '../ports.ts';
import { type TopicDifference, topicDifferences } from '../stages/compare-topics.ts';
import { findTopics, makeTopics } from '../stages/create-topics.ts';
import { checkSchemas, registerSchemas } from '../stages/register-schemas.ts';
import type { Command, Context } from './command.ts';
import { jsonFlag } from './command.ts';
import type { OpenOptions } from './outside.ts';
import { withLog } from './own-log.ts';
import { schemaWords } from './schema-words.ts';

/** One line of the answer. */
type Row = {
  readonly kind: 'topic' | 'schema';
  readonly name: string;
  readonly state: 'made' | 'ok' | 'missing' | 'differs';
  readonly found: string;
  /** What to do; empty where there is nothing to do. */
  readonly next: string;
};

export const topics: Command = {
  name: 'topics',
  summary: 'Make the topics that are missing, register the schemas, and say what differs.',
  usage: 'topics [--check] [--json]',
  examples: [
    'topics --brokers kafka-1:9092,kafka-2:9092 --registry http://registry:8081 --users 8',
    'topics --check',
  ],
  flags: [{ name: 'check', doc: 'Only look: make and register nothing.' }, jsonFlag],
  settings: ['data', 'brokers', 'registry', 'sources', 'users', 'replication', 'retentionDays'],
  async run(context) {
    const { settings, outside } = context;
    const rows = await withLog(settings, outside, async (log, opening) => [
      ...(await topicRows(context, log)),
      ...(await schemaRows(context, opening)),
    ]);
    for (const row of rows) {
      await context.print(context.flags.has('json') ? JSON.stringify(row) : rowText(row));
    }
    return rows.some(({ state }) => state === 'missing' || state === 'differs') ? 1 : 0;
  },
};

async function topicRows({ settings, flags }: Context, log: Log): Promise<Row[]> {
  const before = await findTopics(log, settings);
  const missing = before.filter(({ state }) => state === undefined).map(({ spec }) => spec);
  const made = new Set(flags.has('check') ? [] : await makeTopics(log, missing));
  // What was made is looked at too: a cluster may have rules of its own.
  const found = made.size === 0 ? before : await findTopics(log, settings);
  const probe = await log.probe(probedTopic);
  const differences = topicDifferences(found, {
    replicas: copiesWanted(settings, probe),
    bootstrap: settings.brokers[0],
  });
  return found.flatMap(({ spec, state }): Row[] => {
    const row = { kind: 'topic', name: spec.name } as const;
    if (state === undefined) {
      const next = 'Run `molecatcher topics` without --check.';
      return [{ ...row, state: 'missing', found: 'is not there', next }];
    }
    const wrong = differences.filter(({ topic }) => topic === spec.name);
    const differing = wrong.map((one): Row => ({ ...row, state: 'differs', ...saying(one) }));
    if (wrong.length > 0) return differing;
    const isMade = made.has(spec.name);
    return [{ ...row, state: isMade ? 'made' : 'ok', found: planText(spec), next: '' }];
  });
}

/** None on the local log, which registers what it is used for. */
async function schemaRows(context: Context, opening: OpenOptions): Promise<Row[]> {
  const { outside, settings, flags } = context;
  if (settings.brokers.length === 0) return [];
  const registry = outside.openRegistry(settings, opening);
  const states = await (flags.has('check') ? checkSchemas(registry) : registerSchemas(registry));
  return states.map((schema): Row => {
    const { subject: name, isWell, isMade, found, next } = schemaWords(schema);
    const wrong = schema.state === 'missing' ? 'missing' : 'differs';
    return { kind: 'schema', name, state: isWell ? (isMade ? 'made' : 'ok') : wrong, found, next };
  });
}

const probedTopic = 'db-access';

/** Copies that each partition should have; undefined on the local log. */
export function copiesWanted({ replication }: Settings, { brokers }: LogProbe): number | undefined {
  if (brokers.length === 0) return undefined;
  return replication > 0 ? replication : Math.min(brokers.length, copiesMax);
}

/** Of which one may be lost while another is down for upkeep. */
const copiesMax = 3;

function saying({ found, next }: TopicDifference) {
  return { found, next };
}

function planText({ partitions, cleanup, retentionMs }: TopicSpec): string {
  const noun = partitions === 1 ? 'partition' : 'partitions';
  const days = retentionMs === undefined ? '' : `, ${retentionMs / 86_400_000} days`;
  return `${partitions} ${noun}, ${cleanup === 'compact' ? 'compacted' : 'kept'}${days}`;
}

function rowText({ kind, name, state, found, next }: Row): string {
  const mark = { made: 'made   ', ok: 'ok     ', missing: 'MISSING', differs: 'DIFFERS' }[state];
  const line = `${mark} ${kind} ${name.padEnd(16)} ${found}`;
  return next === '' ? line : `${line} → ${next}`;
}
