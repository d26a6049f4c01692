// How every stage lives in its group: until it is done, fails or is told to stop. The group is
// named for the stage, so that a stage is found in the log's own tools.

import type { MembershipOptions } from '../ports.ts';
import type { Stage } from '../telemetry.ts';
import type { StagePorts } from './stage-ports.ts';

export type Member = Omit<MembershipOptions, 'group'> & { readonly stage: Stage };

export async function runMembership(
  { log, telemetry }: Pick<StagePorts, 'log' | 'telemetry'>,
  { stage, ...options }: Member,
  stop: AbortSignal,
): Promise<void> {
  telemetry.emit({ kind: 'stage-started', stage });
  const membership = await log.join({ ...options, group: stage });
  const stopped = new Promise<'stopped'>((resolve) => {
    if (stop.aborted) resolve('stopped');
    else stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  try {
    await Promise.race([membership.finished, stopped]);
  } finally {
    await membership.leave();
  }
  // Leaving waits for the batches in hand: what failed in one of them is thrown here.
  await membership.finished;
  telemetry.emit({ kind: 'stage-stopped', stage });
}
