// A data folder taken, before anything is started in it. Whoever only asks has it for a moment:
// that is waited for, and said once it lasts. For households and for commands that ask.

import { secondMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Outside, Owner, Ownership } from './outside.ts';

/** Most questions take less; whoever asks for longer is better asked about than waited for. */
const waitMsMax = 20 * secondMs;
const pauseMs = 100;

export async function takeFolder(
  ownership: Ownership,
  record: Omit<Owner, 'pid'>,
  { clock, stop, terminal }: Pick<Outside, 'clock' | 'stop' | 'terminal'>,
): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return ownership.announce(record);
    } catch (error) {
      const isAsked = error instanceof OutsideError && error.code === 'data-folder-asked';
      if (!isAsked || waitedMs >= waitMsMax) throw error;
      if (stop.aborted) throw new OutsideError('stopped', 'Stopped while it waited.');
      if (waitedMs === secondMs) terminal.remark(`${error.message} Waiting for it …\n`);
    }
    await clock.sleep(pauseMs, stop);
  }
}

/** As whom a command takes a folder that has its own ClickHouse for one question. */
export function briefOwner(command: string): Omit<Owner, 'pid'> {
  const hunter = { user: '', password: '' };
  return { command, http: '', clickhouse: '', database: '', hunter, isBrief: true };
}
