// In-band: what verdicts rest on and enrich does not make is copied into `access`, so that this
// stays all that detect, and every replay, need to know. Runs beside enrich, as a group of its
// own: a task per partition of what it copies. Which records go to whom is in inband-topics.ts.
// Run by enrich.ts.

import type { InbandSettings } from './inband-settings.ts';
import { startInband } from './inband-take.ts';
import { InbandTask } from './inband-task.ts';
import { inbandTopics } from './inband-topics.ts';
import { runMembership } from './membership.ts';
import type { StagePorts } from './stage-ports.ts';

/** Resolves when stopped or drained; rejects when the outside world failed for good. */
export async function runInband(
  ports: StagePorts,
  settings: InbandSettings,
  stop: AbortSignal,
): Promise<void> {
  const member = {
    stage: 'inband',
    topics: Object.keys(inbandTopics),
    instance: settings.instance ?? 'inband',
    maxBatchBytes: settings.batchBytesMax ?? 1_000_000,
    drain: settings.drain,
    take: async (partition: number) =>
      new InbandTask(await startInband(ports, settings, partition)),
  } as const;
  await runMembership(ports, member, stop);
}
