// `replay`: starts one, or goes on with one that was stopped. What was asked for is written down
// before the first record, so that whoever finds the findings also finds who wanted them, and why.

import { createHash } from 'node:crypto';
import { OutsideError } from '../errors.ts';
import { spanText, timeText } from '../investigate/diff-words.ts';
import { type ReplayOutcome, type ReplayReach, runReplay } from '../investigate/replay.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import {
  findReplay,
  listReplays,
  type ReplayRow,
  saveReplay,
  writtenBy,
} from '../investigate/replay-store.ts';
import type { Codec, Warehouse } from '../ports.ts';
import type { Context } from './command.ts';
import { grouped, openProgress } from './progress.ts';
import { openFiles, type ReplayFiles, rateOf } from './replay-files.ts';
import { type ReplayHouse, wantedOf, withReplayHouse } from './replay-house.ts';
import { planOf, requestOf, requireNoRequest } from './replay-request.ts';

export async function startReplay(context: Context): Promise<0 | 1> {
  const rate = rateOf(context);
  const wanted = wantedOf(context.flags, false);
  return withReplayHouse(context, async (house) => {
    const codec = await house.openCodec();
    const before = await stopped(context, house.warehouse);
    const name = wanted.name ?? before?.source;
    const opened = await house.openSource({ ...wanted, name }, codec);
    const row = before ?? (await requestOf(context, opened));
    if (before === undefined) await requireNew(house.warehouse, row);
    else requireWhole(before, opened.source);
    const files = openFiles(context);
    try {
      return await runOne(context, { house, codec, source: opened.source, row, rate, ...files });
    } finally {
      await files.out?.close();
      await files.scores?.out.close();
    }
  });
}

/** The one that is to be gone on with, if any. */
async function stopped(context: Context, warehouse: Warehouse): Promise<ReplayRow | undefined> {
  const id = context.flags.text('resume');
  if (id === undefined) return undefined;
  requireNoRequest(context);
  const row = await findReplay(warehouse, id);
  if (row.state === 'done') {
    throw new OutsideError(
      'bad-usage',
      `The replay ${id} is done: replay diff ${id} live shows it.`,
    );
  }
  if (row.source === 'raw') {
    throw new OutsideError('bad-usage', `The replay ${id} is of raw events: start it anew.`);
  }
  return { ...row, revision: row.revision + 1, state: 'running' };
}

async function requireNew(warehouse: Warehouse, { id }: ReplayRow): Promise<void> {
  if ((await listReplays(warehouse)).every((one) => one.id !== id)) return;
  throw new OutsideError(
    'bad-usage',
    `There is a replay ${id} already: take another --id, or delete it.`,
  );
}

/** The source has all that the replay was begun with. */
function requireWhole({ id, logId, ranges }: ReplayRow, source: AccessSource): void {
  if (logId !== source.logId) {
    throw new OutsideError('bad-usage', `The replay ${id} was of another log than this.`);
  }
  const isWhole = ranges.every(({ partition, first, next }) =>
    source.ranges.some(
      (range) => range.partition === partition && range.first <= first && range.next >= next,
    ),
  );
  if (ranges.some(({ isKept }) => isKept === true) && source.kept === undefined) {
    const said = `The replay ${id} began with kept state, which ${source.name} has not`;
    throw new OutsideError('bad-usage', `${said}: go on with it from the log.`);
  }
  if (isWhole) return;
  throw new OutsideError('bad-usage', `${source.name} has not all records of the replay ${id}.`);
}

type Work = ReplayFiles & {
  readonly house: ReplayHouse;
  readonly codec: Codec;
  readonly source: AccessSource;
  readonly row: ReplayRow;
  readonly rate: number | undefined;
};

async function runOne(context: Context, work: Work): Promise<0 | 1> {
  const { house, codec, source, row } = work;
  const { outside, say } = context;
  const { warehouse } = house;
  const { clock, stop } = outside;
  const plan = planOf(row, await writtenBy(warehouse, row.id));
  await requireUndamaged(warehouse);
  await saveReplay(warehouse, row);
  const isKept = row.ranges.some((range) => range.isKept === true);
  say(
    `Replay ${row.id}: ${source.name}${isKept ? ' from the state kept then' : ''}, ` +
      `by the settings ${row.settingsHash}.`,
  );
  if (row.from !== undefined && !isKept) {
    say('It begins with a warm-up: what reaches further back, as open incidents do, is not known.');
  }
  const hash = createHash('sha256');
  const progress = openProgress(outside.terminal, clock);
  const startedAt = clock.now();
  let reach: ReplayReach = { records: 0, unreadable: 0, findings: 0, share: 0, at: 0 };
  let reachedAt = 0;
  let ended: ReplayOutcome;
  let seconds = 0;
  const ports = {
    codec,
    warehouse,
    clock,
    stop,
    digest: { add: (text: string) => hash.update(text) },
    tell: (now: ReplayReach) => {
      reach = now;
      progress.show({ share: now.share, text: reachText(now, clock.now() - startedAt) });
    },
    out: work.out,
    scores: work.scores,
    rate: work.rate,
  };
  const told = async (state: ReplayRow['state'], inputDigest: string) => {
    const { records, unreadable, findings } = reach;
    const now = { toldAt: clock.now(), records, unreadable, findings, reachedAt };
    await saveReplay(warehouse, { ...row, ...now, state, inputDigest, revision: row.revision + 1 });
  };
  try {
    const outcome = await runReplay(plan, source, ports);
    reach = outcome;
    reachedAt = outcome.reachedAt;
    if (outcome.isComplete) await requireWritten(warehouse, row.id, outcome.findings);
    await requireUndamaged(warehouse);
    await told(outcome.isComplete ? 'done' : 'stopped', hash.digest('hex'));
    progress.end();
    seconds = (clock.now() - startedAt) / 1_000;
    ended = outcome;
  } catch (error) {
    progress.end();
    // Where ClickHouse itself is away this cannot be told either: the first failure counts.
    await told('failed', '').catch(() => undefined);
    throw error;
  }
  await report(context, { row, outcome: ended, seconds });
  return ended.isComplete ? 0 : 1;
}

/** Else what was counted is lost at its next start. */
async function requireUndamaged(warehouse: Warehouse): Promise<void> {
  if (!(await warehouse.isDamaged())) return;
  throw new OutsideError('clickhouse-damaged', 'ClickHouse could not write all of its files.');
}

/** Each finding once: ClickHouse may have been killed in the middle. */
async function requireWritten(warehouse: Warehouse, id: string, findings: number): Promise<void> {
  const tables = [...(await writtenBy(warehouse, id)).values()];
  const written = tables.flatMap((one) => [...one.values()]).reduce((sum, rows) => sum + rows, 0);
  if (written === findings) return;
  const message = `${written} of ${findings} findings of ${id} are in ClickHouse: start it anew.`;
  throw new OutsideError('clickhouse-query', message);
}

function reachText({ records, findings, share, at }: ReplayReach, ms: number): string {
  const words = [`${grouped(records)} records`];
  if (ms >= 1_000) words.push(`${grouped((records * 1_000) / ms)}/s`);
  words.push(`${grouped(findings)} findings`);
  if (at > 0) words.push(`up to ${timeText(at)}`);
  if (ms >= 1_000 && share > 0.01) words.push(`${spanText((ms / share) * (1 - share))} left`);
  return words.join(' · ');
}

async function report(
  context: Context,
  { row, outcome, seconds }: { row: ReplayRow; outcome: ReplayOutcome; seconds: number },
): Promise<void> {
  const { id } = row;
  const { records, unreadable, findings, isComplete, unseen } = outcome;
  if (context.flags.has('json')) {
    const state = isComplete ? 'done' : 'stopped';
    await context.print(JSON.stringify({ id, state, records, unreadable, findings, seconds }));
    return;
  }
  if (unseen.length > 0) context.say(`Of ${unseen.join(', ')} there is no record here.`);
  const command = 'npm run -s molecatcher -- replay';
  const data = ` --data ${context.settings.data}`;
  const pace = grouped(records / Math.max(0.001, seconds));
  const unread = unreadable === 0 ? '' : `, ${grouped(unreadable)} that nobody can read`;
  const what = `${grouped(records)} records in ${seconds.toFixed(1)} s (${pace}/s)${unread}`;
  await context.print(`${isComplete ? 'Replayed' : 'Stopped after'} ${what}.`);
  await context.print(
    isComplete
      ? `${grouped(findings)} findings. What is different: ${command} diff ${id} live${data}`
      : goOnText(row, `${command} --resume ${id}${data}`),
  );
}

function goOnText({ source }: ReplayRow, command: string): string {
  if (source === 'raw') return 'A replay of raw events cannot be gone on with: start it anew.';
  return `Go on with it: ${command}`;
}
