// `doctor`: looks at every outside thing and says of each failure what to do. It changes nothing,
// but to look into a data folder nobody lives in it starts the engine there for a moment.

import { OutsideError } from '../errors.ts';
import { compareTopics } from '../stages/create-topics.ts';
import type { Command, Context } from './command.ts';
import { jsonFlag } from './command.ts';

type Finding = {
  readonly check: string;
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly found: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly next: string;
};

const freeBytesMin = 1_000_000_000;
/** Event times are compared with the clock: a machine that is far off marks good events as bad. */
const clockMsMax = 60_000;

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check everything molecatcher needs, and say what to do about each failure.',
  usage: 'doctor [--json]',
  examples: ['doctor', 'doctor --clickhouse http://clickhouse:8123'],
  flags: [jsonFlag],
  settings: ['data', 'clickhouse', 'sources', 'users'],
  async run(context) {
    const findings = [
      ...machineFindings(context),
      await diskFinding(context),
      ...(await folderFindings(context)),
    ];
    for (const finding of findings) {
      await context.print(context.flags.has('json') ? JSON.stringify(finding) : textOf(finding));
    }
    return findings.some((finding) => finding.state === 'failed') ? 1 : 0;
  },
};

function textOf({ check, state, found, next }: Finding): string {
  const mark = { ok: 'ok     ', failed: 'FAILED ', unknown: 'skipped' }[state];
  const line = `${mark} ${check.padEnd(14)} ${found}`;
  return next === '' ? line : `${line}\n        → ${next}`;
}

function machineFindings({ outside, settings }: Context): Finding[] {
  const { nodeVersion, platform, hasEmbeddedClickHouse } = outside.machine;
  const isNode = Number(nodeVersion.split('.')[0]) >= 24;
  const nodeNext = 'Use Node 24: npm ci brings it, and npm scripts use it.';
  const isEngine = settings.clickhouse !== '' || hasEmbeddedClickHouse;
  const engineNext = 'Name a server with --clickhouse URL, or run on Linux x64 with glibc.';
  const problem = outside.machine.writeProblem(settings.data);
  return [
    finding('node', isNode, nodeVersion, nodeNext),
    finding('platform', isEngine, platform, engineNext),
    finding(
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
  return finding('disk', free >= freeBytesMin, found, 'Free at least 1 GB.');
}

async function folderFindings(context: Context): Promise<Finding[]> {
  const { outside, settings } = context;
  const owner = outside.ownerOf(settings.data);
  if (owner !== undefined) {
    const found = `in use by \`${owner.command}\` at ${owner.http} (process ${owner.pid})`;
    const warehouse = outside.connect(owner).then((one) => ({ warehouse: one, close: one.close }));
    return [
      finding('owner', true, found, ''),
      unknown('topics', 'the owner holds the log'),
      ...(await engineFindings(context, warehouse)),
    ];
  }
  const ownership = outside.own(settings.data);
  try {
    const engine = outside.openEngine(settings).then((one) => ({
      warehouse: one.warehouse,
      close: one.stop,
      missing: one.missingMigrations,
    }));
    return [...(await topicFindings(context)), ...(await engineFindings(context, engine))];
  } finally {
    ownership.release();
  }
}

async function topicFindings({ outside, settings }: Context): Promise<Finding[]> {
  try {
    const log = await outside.openLog(settings.data);
    try {
      const { wrong, missing } = await compareTopics(log, settings);
      const next = 'Set sources and users to what the topics have, or use another data folder.';
      const names = missing.map(({ name }) => name).join(', ');
      const found = missing.length === 0 ? 'all there' : `not made yet: ${names}`;
      return [
        finding('topics', true, found, missing.length === 0 ? '' : 'Nothing: `run` makes them.'),
        finding('partitions', wrong.length === 0, wrong.join(' ') || 'as set', next),
      ];
    } finally {
      await log.close();
    }
  } catch (error) {
    return [failure('topics', error)];
  }
}

type Asked = {
  readonly warehouse: import('../ports.ts').Warehouse;
  close(): Promise<void>;
  missing?(): Promise<readonly string[]>;
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
        finding('clickhouse', true, version, ''),
        finding(
          'clock',
          apartMs <= clockMsMax,
          `${(apartMs / 1_000).toFixed(1)} s from ClickHouse's`,
          'Let NTP set the clocks of both machines.',
        ),
      ];
      const missing = await asked.missing?.();
      if (missing === undefined)
        return [...findings, unknown('migrations', 'the owner applied them')];
      const found = missing.length === 0 ? 'all applied' : `missing: ${missing.join(', ')}`;
      const next = missing.length === 0 ? '' : 'Run `molecatcher migrate`; `run` does it too.';
      return [...findings, finding('migrations', true, found, next)];
    } finally {
      await asked.close();
    }
  } catch (error) {
    return [failure('clickhouse', error)];
  }
}

function finding(check: string, isOk: boolean, found: string, next: string): Finding {
  const isSaid = !isOk || next.startsWith('Nothing') || next.startsWith('Run ');
  return { check, state: isOk ? 'ok' : 'failed', found, next: isSaid ? next : '' };
}

function unknown(check: string, found: string): Finding {
  return { check, state: 'unknown', found, next: '' };
}

function failure(check: string, error: unknown): Finding {
  if (!(error instanceof OutsideError)) throw error;
  return { check, state: 'failed', found: error.message, next: error.next };
}
