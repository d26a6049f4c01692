// `doctor`: looks at every outside thing and says of each failure what to do. It changes nothing,
// but to look into a data folder nobody lives in it starts the engine there for a moment. What it
// looks at on Kafka is in doctor-kafka.ts.

import { tryLog } from '../investigate/hunt-log.ts';
import type { Warehouse } from '../ports.ts';
import { topicDifferences } from '../stages/compare-topics.ts';
import { findTopics } from '../stages/create-topics.ts';
import { tablesOfOtherLogs } from '../stages/rows-of-logs.ts';
import type { Command, Context } from './command.ts';
import { jsonFlag } from './command.ts';
import { clockMsMax, idsOf, kafkaFindings, type Looked, positionFindings } from './doctor-kafka.ts';
import {
  type Finding,
  failed,
  failure,
  findingText,
  judged,
  unknown,
  warned,
  well,
} from './finding.ts';
import type { Owner } from './outside.ts';
import { withLog } from './own-log.ts';
import { briefOwner, takeFolder } from './take-folder.ts';

const freeBytesMin = 1_000_000_000;
const nothingLooked: Looked = { findings: [] };

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check everything molecatcher needs, and say what to do about each failure.',
  usage: 'doctor [--json]',
  examples: [
    'doctor',
    'doctor --clickhouse http://clickhouse:8123',
    'doctor --brokers kafka-1:9092,kafka-2:9092 --registry http://registry:8081',
  ],
  flags: [jsonFlag],
  settings: ['data', 'brokers', 'registry', 'clickhouse', 'sources', 'users'],
  async run(context) {
    const kafka =
      context.settings.brokers.length === 0 ? nothingLooked : await kafkaFindings(context);
    const findings = [
      ...machineFindings(context),
      await diskFinding(context),
      ...kafka.findings,
      ...(await folderFindings(context, kafka)),
    ];
    for (const finding of findings) {
      await context.print(
        context.flags.has('json') ? JSON.stringify(finding) : findingText(finding),
      );
    }
    return findings.some((finding) => finding.state === 'failed') ? 1 : 0;
  },
};

function machineFindings({ outside, settings }: Context): Finding[] {
  const { nodeVersion, platform, hasEmbeddedClickHouse } = outside.machine;
  const isNode = Number(nodeVersion.split('.')[0]) >= 24;
  const nodeNext = 'Use Node 24: npm ci brings it, and npm scripts use it.';
  const isEngine = settings.clickhouse !== '' || hasEmbeddedClickHouse;
  const engineNext = 'Name a server with --clickhouse URL, or run on Linux x64 with glibc.';
  const problem = outside.machine.writeProblem(settings.data);
  return [
    judged('node', isNode, nodeVersion, nodeNext),
    judged('platform', isEngine, platform, engineNext),
    judged(
      'data folder',
      problem === undefined,
      problem ?? settings.data,
      'Choose a folder that you may write into, with --data.',
    ),
  ];
}

async function diskFinding({ outside, settings }: Context): Promise<Finding> {
  const free = await outside.machine.freeBytes(settings.data);
  const found = `${(free / 1e9).toFixed(1)} GB free`;
  return judged('disk', free >= freeBytesMin, found, 'Free at least 1 GB.');
}

/** The data folder: the local log where that is the log, and ClickHouse. */
async function folderFindings(context: Context, kafka: Looked): Promise<readonly Finding[]> {
  const { outside, settings } = context;
  // Said with the machine: nobody can live there, and nothing can be asked.
  if (outside.machine.writeProblem(settings.data) !== undefined) {
    return [unknown('clickhouse', 'the data folder cannot be used')];
  }
  const owner = outside.ownerOf(settings.data);
  if (owner !== undefined) return ownedFindings(context, owner, kafka);
  const local = settings.brokers.length === 0 ? await localFindings(context) : nothingLooked;
  const ownership = outside.own(settings.data);
  try {
    if (settings.clickhouse === '') await takeFolder(ownership, briefOwner('doctor'), outside);
    const engine = outside.openEngine(settings).then((one) => ({
      warehouse: one.warehouse,
      close: one.stop,
      missing: one.missingMigrations,
      topicIds: local.topicIds ?? kafka.topicIds,
      olderIds: local.olderIds ?? kafka.olderIds,
    }));
    return [...local.findings, ...(await engineFindings(context, engine))];
  } finally {
    ownership.release();
  }
}

async function ownedFindings(
  context: Context,
  owner: Owner,
  { topicIds, olderIds }: Looked,
): Promise<Finding[]> {
  const { outside, settings } = context;
  const where = owner.http === '' ? '' : ` at ${owner.http}`;
  const found = [well('owner', `in use by \`${owner.command}\`${where} (process ${owner.pid})`)];
  if (settings.brokers.length === 0) found.push(unknown('topics', 'the owner holds the log'));
  if (owner.clickhouse === '') return [...found, unknown('clickhouse', 'the owner uses none')];
  const warehouse = outside.connect(owner);
  const asked = warehouse.then((one) => ({ warehouse: one, close: one.close, topicIds, olderIds }));
  return [...found, ...(await engineFindings(context, asked))];
}

async function localFindings(context: Context): Promise<Looked> {
  const { outside, settings } = context;
  try {
    return await withLog(settings, outside, async (log, opening) => {
      const all = await findTopics(log, settings);
      const missing = all.filter(({ state }) => state === undefined).map(({ spec }) => spec.name);
      const differing = topicDifferences(all, {});
      const findings = differing.map(differs);
      if (missing.length > 0 || differing.length === 0) {
        const found = missing.length === 0 ? 'all there' : `not made yet: ${missing.join(', ')}`;
        const next = missing.length === 0 ? '' : 'Nothing: `run` makes them.';
        findings.unshift(well('topics', found, next));
      }
      // Where a topic is missing no stage has ever run, and the codec would write a file.
      if (missing.length > 0) return { findings, topicIds: idsOf(all) };
      const positions = await positionFindings(context, log, opening);
      const { olderIds } = positions;
      return {
        findings: [...findings, ...positions.findings],
        topicIds: idsOf(all),
        olderIds,
      };
    });
  } catch (error) {
    return { findings: [failure('topics', error)] };
  }
}

function differs({ topic, found, next }: ReturnType<typeof topicDifferences>[number]): Finding {
  return failed('topic', `${topic}: ${found}`, next);
}

type Asked = {
  readonly warehouse: Warehouse;
  close(): Promise<void>;
  missing?(): Promise<readonly string[]>;
  readonly topicIds?: ReadonlyMap<string, string> | undefined;
  readonly olderIds?: ReadonlySet<string> | undefined;
};

async function engineFindings({ outside }: Context, opening: Promise<Asked>): Promise<Finding[]> {
  try {
    const asked = await opening;
    try {
      const { version } = await asked.warehouse.engine();
      const [row] = await asked.warehouse.query('SELECT toUnixTimestamp64Milli(now64(3)) AS now', {
        as: 'hunter',
      });
      const apartMs = Math.abs(Number(row?.['now']) - outside.clock.now());
      const findings = [
        well('clickhouse', version),
        judged(
          'clock',
          apartMs <= clockMsMax,
          `${(apartMs / 1_000).toFixed(1)} s from ClickHouse's`,
          'Let NTP set the clocks of both machines.',
        ),
      ];
      return [...findings, ...(await tableFindings(asked))];
    } finally {
      await asked.close();
    }
  } catch (error) {
    return [failure('clickhouse', error)];
  }
}

/** What the tables are like: whether they are there, and of which log their rows are. */
async function tableFindings(asked: Asked): Promise<Finding[]> {
  const missing = await asked.missing?.();
  if (missing !== undefined && missing.length > 0) {
    const next = 'Nothing: `run` applies them; `molecatcher migrate` does it without running.';
    return [well('migrations', `not applied yet: ${missing.join(', ')}`, next)];
  }
  const findings = [
    missing === undefined
      ? unknown('migrations', 'the owner applied them')
      : well('migrations', 'all applied'),
    await keepingFinding(asked.warehouse),
  ];
  const { topicIds, olderIds, warehouse } = asked;
  const others =
    topicIds === undefined ? [] : await tablesOfOtherLogs(warehouse, topicIds, olderIds);
  if (others.length === 0) return findings;
  const found = `rows of another log than the present one are in ${others.join(', ')}`;
  const next =
    'What is counted over both counts twice: see "When a topic was made anew" in ' +
    'docs/running-on-kafka.md. Nothing is to be done where it is meant so.';
  return [...findings, warned('rows', found, next)];
}

/** Who looked at whom is kept by a user of its own, whose password may be wrong for months. */
async function keepingFinding(warehouse: Warehouse): Promise<Finding> {
  try {
    await tryLog(warehouse);
    return well('hunt_log', 'questions are kept');
  } catch (error) {
    return failure('hunt_log', error);
  }
}
