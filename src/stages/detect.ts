// Detect: reads `access`, runs the pipeline, writes anomalies, incidents and windows. One task per
// partition; a task's whole state is a function of its partition, so taking a partition over is
// reading it again from the start, silently, up to the Position, and going on aloud from there.

import type { Clock, Codec, Log, PartitionTask, Telemetry } from '../ports.ts';
import type { DetectSettings } from './detect-settings.ts';
import { DetectTask } from './detect-task.ts';
import { runMembership } from './membership.ts';

export type DetectPorts = {
  readonly log: Log;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

/** Resolves when stopped or drained; rejects when the outside world failed for good. */
export async function runDetect(
  ports: DetectPorts,
  settings: DetectSettings,
  stop: AbortSignal,
): Promise<void> {
  ports.telemetry.emit({ kind: 'stage-started', stage: 'detect' });
  const membership = await ports.log.join({
    group: 'detect',
    topics: ['access'],
    instance: settings.instance,
    maxBatchBytes: settings.batchBytesMax,
    take: (partition): Promise<PartitionTask> => DetectTask.take(ports, settings, partition),
  });
  await runMembership(membership, stop);
  ports.telemetry.emit({ kind: 'stage-stopped', stage: 'detect' });
}
