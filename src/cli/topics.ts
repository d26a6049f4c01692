// `topics`: makes the topics that are missing, registers the schemas, and says what of those that
// are there is not as planned. It changes nothing that exists: whose data lies in a topic decides.

import type { Settings } from '../config.ts';
import type { Log, LogProbe, SchemaRegistry, TopicSpec, TopicState } from '../ports.ts';
import { type TopicDifference, topicDifferences, type Wanted } from '../stages/compare-topics.ts';
import { counted, type FoundTopic, findTopics, makeTopic } from '../stages/create-topics.ts';
import { askRegistry, checkSchemas, registerSchemas } from '../stages/register-schemas.ts';
import { requireSettled } from '../stages/settled-access.ts';
import type { Command, Context } from './command.ts';
import { jsonFlag } from './command.ts';
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
    const { settings, outside, flags, print } = context;
    let isWell = true;
    // Each line as soon as it is true: what was made stays made, whatever fails after it.
    const say = async (row: Row) => {
      isWell &&= row.state === 'made' || row.state === 'ok';
      await print(flags.has('json') ? JSON.stringify(row) : rowText(row));
    };
    await withLog(settings, outside, async (log, opening) => {
      const registry =
        settings.brokers.length === 0 ? undefined : outside.openRegistry(settings, opening);
      // Before anything is made: topics without schemas are of no use to anybody.
      if (registry !== undefined) await askRegistry(registry);
      await requireSettled(log);
      await goThroughTopics(context, log, say);
      // The local log registers what it is used for.
      if (registry !== undefined) await goThroughSchemas(context, registry, say);
    });
    return isWell ? 0 : 1;
  },
};

type Say = (row: Row) => Promise<void>;

async function goThroughTopics(context: Context, log: Log, say: Say): Promise<void> {
  const { settings, flags } = context;
  const wanted = {
    replicas: copiesWanted(settings, await log.probe(probedTopic)),
    bootstrap: settings.brokers[0],
  };
  for (const before of await findTopics(log, settings)) {
    const { spec } = before;
    const isToMake = before.state === undefined && !flags.has('check');
    const isMade = isToMake && (await makeTopic(log, spec));
    // What was made is looked at too: a cluster may have rules of its own.
    const found = isToMake ? { spec, state: await topicOnceSeen(context, log, spec) } : before;
    for (const row of topicRows(found, { isMade, wanted })) await say(row);
  }
}

const appearMsMax = 10_000;
const appearPauseMs = 100;

/** Any broker may be asked, and they hear of a new topic one after the other. */
async function topicOnceSeen(
  { outside: { clock } }: Context,
  log: Log,
  { name }: TopicSpec,
): Promise<TopicState | undefined> {
  for (const until = clock.now() + appearMsMax; ; await clock.sleep(appearPauseMs)) {
    const state = await log.topic(name);
    if (state !== undefined || clock.now() > until) return state;
  }
}

type Looked = { readonly isMade: boolean; readonly wanted: Wanted };

function topicRows(found: FoundTopic, { isMade, wanted }: Looked): readonly Row[] {
  const { spec, state } = found;
  const row = { kind: 'topic', name: spec.name } as const;
  if (state === undefined) {
    const next = 'Run `molecatcher topics` without --check.';
    return [{ ...row, state: 'missing', found: 'is not there', next }];
  }
  const wrong = topicDifferences([found], wanted);
  if (wrong.length > 0) return wrong.map((one) => ({ ...row, state: 'differs', ...saying(one) }));
  return [{ ...row, state: isMade ? 'made' : 'ok', found: planText(spec), next: '' }];
}

async function goThroughSchemas(
  { flags }: Context,
  registry: SchemaRegistry,
  say: Say,
): Promise<void> {
  const go = flags.has('check') ? checkSchemas : registerSchemas;
  await go(registry, async (schema) => {
    const { subject: name, isWell, isMade, found, next } = schemaWords(schema);
    const wrong = schema.state === 'missing' ? 'missing' : 'differs';
    const state = isWell ? (isMade ? 'made' : 'ok') : wrong;
    await say({ kind: 'schema', name, state, found, next });
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
  const days = retentionMs === undefined ? '' : `, ${retentionMs / 86_400_000} days`;
  return `${counted(partitions)}, ${cleanup === 'compact' ? 'compacted' : 'kept'}${days}`;
}

function rowText({ kind, name, state, found, next }: Row): string {
  const mark = { made: 'made   ', ok: 'ok     ', missing: 'MISSING', differs: 'DIFFERS' }[state];
  const line = `${mark} ${kind} ${name.padEnd(16)} ${found}`;
  return next === '' ? line : `${line} → ${next}`;
}
