// What is under way when we are told to stop is finished, but not waited for until a broker that is
// away comes back: a process that was told to stop is killed soon. Used by patience.ts and
// kafka-writer.ts.

import { OutsideError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';

/** Long for a commit where nothing is wrong. */
const graceMs = 2_500;

export type Stopping = { readonly clock: Clock; readonly stop?: AbortSignal | undefined };

/** Rejects (kafka-unreachable) when the stop is some time ago and `attempt` not over. */
export async function withinGrace<T>(attempt: Promise<T>, { clock, stop }: Stopping): Promise<T> {
  if (stop === undefined) return attempt;
  const over = new AbortController();
  const late = Promise.withResolvers<never>();
  // Whatever comes of it afterwards, nobody hears of it.
  attempt.catch(() => undefined);
  late.promise.catch(() => undefined);
  const giveUp = async (): Promise<void> => {
    await clock.sleep(graceMs, over.signal);
    late.reject(new OutsideError('kafka-unreachable', 'Kafka did not answer before the stop.'));
  };
  if (stop.aborted) giveUp();
  else stop.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([attempt, late.promise]);
  } finally {
    stop.removeEventListener('abort', giveUp);
    over.abort();
  }
}
