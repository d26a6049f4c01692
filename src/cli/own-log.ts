// The log of a data folder, for a command that needs nothing else of it: no ClickHouse, no port.
// Whoever runs stages opens a household instead.

import type { Settings } from '../config.ts';
import type { Codec, Log } from '../ports.ts';
import { createTopics } from '../stages/create-topics.ts';
import type { Outside } from './outside.ts';

/** Owns the folder while `use` runs. The log is closed before the folder is free again. */
export async function withOwnLog<T>(
  settings: Settings,
  outside: Outside,
  use: (log: Log, codec: Codec) => Promise<T>,
): Promise<T> {
  const ownership = outside.own(settings.data);
  try {
    const log = await outside.openLog(settings.data);
    try {
      await createTopics(log, settings);
      return await use(log, await outside.openCodec(settings.data));
    } finally {
      await log.close();
    }
  } finally {
    ownership.release();
  }
}
