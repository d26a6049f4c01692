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
import { type ReplayHouse, withReplayHouse } from './replay-house.ts';
import { planOf, requestOf } from './replay-request.ts';

export async function startReplay(context: Context): Promise<0 | 1> {
  return withReplayHouse(context, async (house) => {
    const codec = await house.openCodec();
    const source = await house.openSource(
      { name: context.flags.text('source'), isWhole: false },
      codec,
    );
    const row = await requested(context, house.warehouse, source);
    const files = openFiles(context);
    try {
      return await runOne(context, { house, codec, source, row, ...files });
    } finally {
      await files.out?.close();
      await files.scores?.out.close();
    }
  });
}

async function requested(
  context: Context,
  warehouse: Warehouse,
  source: AccessSource,
): Promise<ReplayRow> {
  const id = context.flags.text('resume');
  if (id === undefined) {
    const row = await requestOf(context, source);
    if ((await listReplays(warehouse)).some((one) => one.id === row.id)) {
      throw new OutsideError('bad-usage', `There is a replay ${row.id} already.`);
    }
    return row;
  }
  const row = await findReplay(warehouse, id);
  if (row.state === 'done') throw new OutsideError('bad-usage', `The replay ${id} is done.`);
  if (row.logId !== source.logId) {
    throw new OutsideError('bad-usage', `The replay ${id} was of another log than this.`);
  }
  return { ...row, revision: row.revision + 1, state: 'running' };
}

type Work = ReplayFiles & {
  readonly house: ReplayHouse;
  readonly codec: Codec;
  readonly source: AccessSource;
  readonly row: ReplayRow;
};

async function runOne(context: Context, work: Work): Promise<0 | 1> {
  const { house, codec, source, row } = work;
  const { outside, say } = context;
  const { warehouse } = house;
  const { clock, stop } = outside;
  const plan = planOf(row, await writtenBy(warehouse, row.id));
  await saveReplay(warehouse, row);
  say(`Replay ${row.id}: ${source.name}, by the settings ${row.settingsHash}.`);
  const hash = createHash('sha256');
  const progress = openProgress(outside.terminal, clock);
  const startedAt = clock.now();
  let reach: ReplayReach = { records: 0, unreadable: 0, findings: 0, share: 0, at: 0 };
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
    rate: rateOf(context),
  };
  const told = async (state: ReplayRow['state'], inputDigest: string) => {
    const { records, unreadable, findings } = reach;
    const now = { toldAt: clock.now(), records, unreadable, findings };
    await saveReplay(warehouse, { ...row, ...now, state, inputDigest, revision: row.revision + 1 });
  };
  try {
    const outcome = await runReplay(plan, source, ports);
    reach = outcome;
    await told(outcome.isComplete ? 'done' : 'stopped', hash.digest('hex'));
    progress.end();
    await report(context, { row, outcome, seconds: (clock.now() - startedAt) / 1_000 });
    return 0;
  } catch (error) {
    progress.end();
    // Where ClickHouse itself is away this cannot be told either: the first failure counts.
    await told('failed', '').catch(() => undefined);
    throw error;
  }
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
  const { records, unreadable, findings, isComplete } = outcome;
  if (context.flags.has('json')) {
    const state = isComplete ? 'done' : 'stopped';
    await context.print(JSON.stringify({ id, state, records, unreadable, findings, seconds }));
    return;
  }
  const pace = grouped(records / Math.max(0.001, seconds));
  const unread = unreadable === 0 ? '' : `, ${grouped(unreadable)} that nobody can read`;
  const what = `${grouped(records)} records in ${seconds.toFixed(1)} s (${pace}/s)${unread}`;
  await context.print(`${isComplete ? 'Replayed' : 'Stopped after'} ${what}.`);
  await context.print(
    isComplete
      ? `${grouped(findings)} findings. What is different: molecatcher replay diff ${id} live`
      : `Go on with it: molecatcher replay --resume ${id}`,
  );
}
