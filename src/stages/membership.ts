// How every stage lives in its group: until it is done, fails or is told to stop.

import type { Membership } from '../ports.ts';

export async function runMembership(membership: Membership, stop: AbortSignal): Promise<void> {
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
}
