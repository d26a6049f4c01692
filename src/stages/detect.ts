// Detect: reads `access`, runs the pipeline, writes anomalies, incidents and windows. One task per
// partition; a task's whole state is a function of its partition, so taking a partition over is
// going through it again, silently, from what was saved up to the Position, and on aloud.

import type { PartitionTask } from '../ports.ts';
import type { DetectSettings } from './detect-settings.ts';
import { startDetect } from './detect-start.ts';
import { DetectTask } from './detect-task.ts';
import { runMembership } from './membership.ts';
import type { StagePorts } from './stage-ports.ts';

/** Resolves when stopped or drained; rejects when the outside world failed for good. */
export async function runDetect(
  ports: StagePorts,
  settings: DetectSettings,
  stop: AbortSignal,
): Promise<void> {
  const member = {
    stage: 'detect',
    topics: ['access'],
    instance: settings.instance,
    maxBatchBytes: settings.batchBytesMax,
    drain: settings.drain,
    take: async (partition: number, leave: AbortSignal): Promise<PartitionTask> =>
      DetectTask.take(await startDetect(ports, settings, partition), leave),
  } as const;
  await runMembership(ports, member, stop);
}
