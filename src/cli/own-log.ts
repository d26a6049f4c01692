// The log and its codec, for a command that needs nothing else: no ClickHouse, no port. Whoever
// runs stages opens a household instead.

import type { Settings } from '../config.ts';
import type { Codec, Log, Telemetry } from '../ports.ts';
import { prepareTopics } from '../stages/create-topics.ts';
import type { OpenOptions, Outside } from './outside.ts';

/**
 * The log while `use` runs, as it is found. The local log has one owner; a Kafka has none, and so
 * records can be brought in while the stages run.
 */
export async function withLog<T>(
  settings: Settings,
  outside: Outside,
  use: (log: Log, opening: OpenOptions) => Promise<T>,
): Promise<T> {
  const ownership = settings.brokers.length === 0 ? outside.own(settings.data) : undefined;
  try {
    const opening = { telemetry: quietTelemetry(settings, outside), isPatient: false };
    const log = await outside.openLog(settings, opening);
    try {
      return await use(log, opening);
    } finally {
      await log.close();
    }
  } finally {
    // The log is closed before the folder is free again.
    ownership?.release();
  }
}

/** As withLog, with the topics ready and a codec for their records. */
export async function withReadyLog<T>(
  settings: Settings,
  outside: Outside,
  use: (log: Log, codec: Codec) => Promise<T>,
): Promise<T> {
  return withLog(settings, outside, async (log, opening) => {
    await prepareTopics(log, settings);
    return use(log, await outside.openCodec(settings, opening));
  });
}

/** The command itself says how far it is and why it fails: log lines only where they are wanted. */
export function quietTelemetry({ logLevel }: Settings, outside: Outside): Telemetry {
  return outside.openTelemetry({ level: logLevel === 'info' ? 'silent' : logLevel, also: [] });
}
