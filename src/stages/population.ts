// Population: reads the closed windows of everybody, and writes what is normal for a team, for a
// peer class and for the company into `norms`, round after round. One task over all partitions of
// `windows`; which of several processes has it, the group says. Run by cli/run-stages.ts.

import type { PartitionTask } from '../ports.ts';
import { runMembership } from './membership.ts';
import type { PopulationSettings } from './population-settings.ts';
import { startPopulation } from './population-start.ts';
import { populationState } from './population-state.ts';
import { PopulationTask } from './population-task.ts';
import type { StagePorts } from './stage-ports.ts';

/** Resolves when stopped or drained; rejects when the outside world failed for good. */
export async function runPopulation(
  ports: StagePorts,
  settings: PopulationSettings,
  stop: AbortSignal,
): Promise<void> {
  const member = {
    stage: 'population',
    topics: [populationState],
    instance: settings.instance,
    maxBatchBytes: settings.batchBytesMax,
    drain: settings.drain,
    // It says itself how far it is: its input is not what the group gives it.
    isWatched: false,
    take: async (_partition: number, leave: AbortSignal): Promise<PartitionTask> =>
      new PopulationTask(await startPopulation(ports, settings, leave)),
  } as const;
  await runMembership(ports, member, stop);
}
