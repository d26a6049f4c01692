// A local log with all topics, beside the data, for as long as a command needs it. For
// raw-source.ts.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../ports.ts';
import { prepareTopics } from '../stages/create-topics.ts';
import type { Context } from './command.ts';

export type ScratchOptions = Pick<Context, 'settings' | 'outside'> & {
  /** What is to be done when it is of no use any more. */
  onClose(close: () => unknown): void;
};

export async function openScratchLog(
  { settings, outside, onClose }: ScratchOptions,
  sizes: { readonly sources: number; readonly users: number },
): Promise<Log> {
  mkdirSync(settings.data, { recursive: true });
  const folder = mkdtempSync(join(settings.data, 'raw-'));
  onClose(() => rmSync(folder, { recursive: true, force: true }));
  const place = { ...settings, brokers: [], data: folder };
  const telemetry = { emit: () => undefined };
  const scratch = await outside.openLog(place, { telemetry, isPatient: false });
  onClose(() => scratch.close());
  await prepareTopics(scratch, { ...sizes, retentionDays: settings.retentionDays });
  return scratch;
}
