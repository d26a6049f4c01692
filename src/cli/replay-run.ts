// `replay`: starts one, or goes on with one that was stopped. What was asked for is written down
// before the first record, so that whoever finds the findings also finds who wanted them, and why.

import { createHash } from 'node:crypto';
import { type ReplayOutcome, type ReplayReach, runReplay } from '../investigate/replay.ts';
import { type ReplayRow, writtenBy } from '../investigate/replay-store.ts';
import type { Codec } from '../ports.ts';
import type { Context } from './command.ts';
import { openProgress } from './progress.ts';
import { requireNew, requireWhole, stopped } from './replay-checks.ts';
import { openFiles, type ReplayFiles, rateOf } from './replay-files.ts';
import { type Opened, type ReplayHouse, wantedOf, withReplayHouse } from './replay-house.ts';
import { ReplayRecord } from './replay-record.ts';
import { planOf, requestOf } from './replay-request.ts';
import { reachText, report, sayBeginning } from './replay-words.ts';

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

type Work = ReplayFiles & {
  readonly house: ReplayHouse;
  readonly codec: Codec;
  readonly source: Opened['source'];
  readonly row: ReplayRow;
  readonly rate: number | undefined;
};

async function runOne(context: Context, work: Work): Promise<0 | 1> {
  const { house, codec, source, row } = work;
  const { outside } = context;
  const { warehouse } = house;
  const { clock, stop } = outside;
  const plan = planOf(row, await writtenBy(warehouse, row.id));
  const record = new ReplayRecord(warehouse, clock, row);
  await record.begin();
  sayBeginning(context, row, source);
  const hash = createHash('sha256');
  const progress = openProgress(outside.terminal, clock);
  const startedAt = clock.now();
  let ended: ReplayOutcome;
  let seconds = 0;
  const ports = {
    codec,
    warehouse,
    clock,
    stop: AbortSignal.any([stop, record.overtaken]),
    lost: record.overtaken,
    digest: { add: (text: string) => hash.update(text) },
    tell: (reach: ReplayReach) => {
      record.reached(reach);
      progress.show({ share: reach.share, text: reachText(reach, clock.now() - startedAt) });
    },
    out: work.out,
    scores: work.scores,
    rate: work.rate,
  };
  try {
    ended = await runReplay(plan, source, ports);
    record.reached(ended);
    const { reachedAt } = ended;
    const state = ended.isComplete ? 'done' : 'stopped';
    await record.end({ state, inputDigest: hash.digest('hex'), reachedAt }, stop);
    progress.end();
    seconds = (clock.now() - startedAt) / 1_000;
  } catch (error) {
    progress.end();
    // Where ClickHouse itself is away this cannot be told either: the first failure counts.
    const failed = { state: 'failed', inputDigest: '', reachedAt: 0 } as const;
    await record.end(failed, stop).catch(() => undefined);
    throw error;
  }
  await report(context, { row, outcome: ended, seconds });
  return ended.isComplete ? 0 : 1;
}
