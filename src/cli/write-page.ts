// A page for people beside the answer of a command: written where it was asked for, and said where
// it is. For commands with --report.

import type { PageAbout } from '../investigate/attribution/attribution-page.ts';
import { requireAnswerFile, writeAnswerFile } from './answer-file.ts';
import type { Context, Flag, Flags } from './command.ts';

export const reportFlag: Flag = {
  name: 'report',
  value: 'FILE',
  doc: 'A page with pictures too, to be opened in a browser.',
};

/** Before anything is asked: whether the page may be written where it is wanted. */
export function requirePageFile(flags: Flags): void {
  requireAnswerFile(reportFlag.name, flags.text(reportFlag.name), ['.html', '.htm']);
}

/** `command` without what was asked about: that is on the page. */
export async function writePage(
  { flags, outside, say }: Context,
  command: string,
  pageOf: (about: PageAbout) => string,
): Promise<void> {
  const path = flags.text(reportFlag.name);
  if (path === undefined) return;
  const { version, clock, machine } = outside;
  const about = { command: `molecatcher ${command}`, version, author: machine.user };
  await writeAnswerFile(outside, path, inOne(`${pageOf({ ...about, at: clock.now() })}\n`));
  say(`The page is ${path}. Names are in it: keep it as you keep a personnel file.`);
}

async function* inOne(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
