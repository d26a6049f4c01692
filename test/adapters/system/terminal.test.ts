// What of an answer reaches a screen, and what a pipe.

import { expect, test } from 'vitest';
import { openTerminal } from '../../../src/adapters/system/terminal.ts';

const painted = 'a\tb\n\u001b[2J\u009b31m\u202e\r\n';

for (const { name, isTTY, said } of [
  {
    name: 'a screen is not painted over',
    isTTY: true,
    said: 'a\tb\n\\u{1b}[2J\\u{9b}31m\\u{202e}\\u{d}\n',
  },
  { name: 'a pipe has the bytes as they are', isTTY: false, said: painted },
]) {
  test(name, async () => {
    let heard = '';
    const stream = {
      write: (text: string) => {
        heard += text;
        return true;
      },
      isTTY,
      columns: 80,
      on: () => stream,
      once: () => stream,
      off: () => stream,
    };
    const options = { output: stream, error: stream, onGone: () => undefined };
    const terminal = openTerminal(options as unknown as Parameters<typeof openTerminal>[0]);
    await terminal.write(painted);
    expect(heard).toBe(said);
    // What goes into a pipe has no width to fit, whatever the remarks are shown on.
    expect(terminal.outputColumns).toBe(isTTY ? 80 : undefined);
  });
}
