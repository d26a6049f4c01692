// A local log with all topics, beside the data, for as long as a command needs it. For
// raw-source.ts.
//
// What is in it was enriched: up to a month of who looked at whom. Whoever makes one takes it along
// at the end; what a killed process has left the next one removes.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../ports.ts';
import { prepareTopics } from '../stages/create-topics.ts';
import type { Context } from './command.ts';
import type { Outside } from './outside.ts';

export type ScratchOptions = Pick<Context, 'settings' | 'outside'> & {
  /** What is to be done when it is of no use any more. */
  onClose(close: () => unknown): void;
};

export async function openScratchLog(
  { settings, outside, onClose }: ScratchOptions,
  sizes: { readonly sources: number; readonly users: number },
): Promise<Log> {
  const { data } = settings;
  mkdirSync(data, { recursive: true });
  removeLeftScratch(data, outside);
  const folder = mkdtempSync(join(data, prefix));
  onClose(() => rmSync(folder, { recursive: true, force: true }));
  claim(folder, outside);
  const place = { ...settings, brokers: [], data: folder };
  const telemetry = { emit: () => undefined };
  const scratch = await outside.openLog(place, { telemetry, isPatient: false });
  onClose(() => scratch.close());
  await prepareTopics(scratch, { ...sizes, retentionDays: settings.retentionDays });
  return scratch;
}

const prefix = 'raw-';
/** A file that tells the folder from one that a person has named so, a data folder perhaps. */
const mark = 'scratch.txt';
const markText = 'A replay of raw events works here. Once it has ended, this folder is of no use.';

/** The mark comes last: where it is, whose the folder is has been said. */
function claim(folder: string, { own }: Pick<Outside, 'own'>): void {
  const nobody = { user: '', password: '' };
  const place = { http: '', clickhouse: '', database: '', hunter: nobody };
  own(folder).announce({ command: 'replay', ...place });
  writeFileSync(join(folder, mark), `${markText}\n${hostname()}\n`);
}

/** Removes what processes that are gone have left in a data folder. */
export function removeLeftScratch(
  data: string,
  { ownerOf, terminal }: Pick<Outside, 'ownerOf' | 'terminal'>,
): void {
  for (const name of readdirSync(data)) {
    const folder = join(data, name);
    if (!name.startsWith(prefix) || !existsSync(join(folder, mark))) continue;
    try {
      // Of another machine, or container, nobody here can tell whether its process lives.
      const isOurs = readFileSync(join(folder, mark), 'utf8').trimEnd().endsWith(`\n${hostname()}`);
      if (!isOurs || ownerOf(folder) !== undefined) continue;
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // Said, and no reason to do nothing else: somebody else's rights, most likely.
      const why = error instanceof Error ? error.message : `${error}`;
      terminal.remark(`A replay that was killed has left ${folder}: remove it. ${why}\n`);
    }
  }
}
