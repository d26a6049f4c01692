// The enrich stage: raw events in, the log of truth out. One task per partition of db-access; the
// tasks of a process share the reference tables and keep one another's pace. What a task does is in
// enrich-task.ts; what it remembers over a restart, in enrich-restore.ts. Run by
// cli/run-stages.ts.

import { Pacer } from './enrich-pacer.ts';
import { ReferenceFeed } from './enrich-reference.ts';
import type { EnrichSettings } from './enrich-settings.ts';
import { takePartition } from './enrich-take.ts';
import { verifyTopics } from './enrich-topics.ts';
import { runInband } from './inband.ts';
import { runMembership } from './membership.ts';
import { NormsPace } from './norms-pace.ts';
import { SourceWatch } from './source-watch.ts';
import type { StagePorts } from './stage-ports.ts';

const input = 'db-access';

/** Resolves when stopped gracefully or drained; rejects when a task failed. */
export async function runEnrich(
  ports: StagePorts,
  settings: EnrichSettings,
  stop: AbortSignal,
): Promise<void> {
  await verifyTopics(ports.log, settings);
  const feed = new ReferenceFeed(ports);
  const pacer = new Pacer(ports.clock, settings.sources);
  const watch = new SourceWatch(ports, pacer, stop);
  const normsPace = settings.norms && new NormsPace(ports, settings.norms);
  const member = {
    stage: 'enrich',
    topics: [input],
    instance: settings.instance ?? 'enrich',
    maxBatchBytes: settings.batchBytesMax ?? 1_000_000,
    drain: settings.drain,
    take: (partition: number, leave: AbortSignal) => {
      const taking = { topic: input, partition, feed, pacer, normsPace, leave };
      return takePartition(ports, settings, taking);
    },
  } as const;
  watch.start(settings.sources);
  normsPace?.start(stop);
  try {
    await besideInband(ports, settings, {
      stop,
      enrich: (over) => runMembership(ports, member, over),
    });
  } finally {
    watch.end();
    normsPace?.end();
  }
}

type Beside = {
  readonly stop: AbortSignal;
  readonly enrich: (stop: AbortSignal) => Promise<void>;
};

/** What is copied beside enrich goes on as long as it does; where one fails the other stops. */
async function besideInband(
  ports: StagePorts,
  settings: EnrichSettings,
  { stop, enrich }: Beside,
): Promise<void> {
  const [drained, failed] = [new AbortController(), new AbortController()];
  const over = AbortSignal.any([stop, failed.signal]);
  const inband = { ...settings, drain: drained.signal };
  const both = [enrich(over).then(() => drained.abort()), runInband(ports, inband, over)];
  for (const one of both) one.catch(() => failed.abort());
  // Both are over before anybody closes what they work on.
  const outcomes = await Promise.allSettled(both);
  const first = outcomes.find(({ status }) => status === 'rejected');
  if (first?.status === 'rejected') throw first.reason;
}
