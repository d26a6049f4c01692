// What of an answer reaches a screen, and what a pipe.

import { EventEmitter } from 'node:events';
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

/** A stream that takes what it is given until it fails. */
class Ending extends EventEmitter {
  heard = '';
  readonly columns = 80;
  readonly isTTY = false;
  code: string | undefined;
  write(text: string, done?: () => void) {
    if (this.code === undefined) this.heard += text;
    else if (text !== '') {
      const { code } = this;
      queueMicrotask(() => this.emit('error', Object.assign(new Error(code), { code })));
    }
    if (done !== undefined) setImmediate(done);
    return true;
  }
}

function opened() {
  const [output, error] = [new Ending(), new Ending()];
  const heard = { isGone: false };
  const onGone = () => {
    heard.isGone = true;
  };
  const options = { output, error, onGone } as unknown as Parameters<typeof openTerminal>[0];
  return { output, error, heard, terminal: openTerminal(options) };
}

test('a full disk is a failure, also where it takes the last line', async () => {
  const { output, heard, terminal } = opened();
  output.code = 'ENOSPC';
  await terminal.write('the last line\n');
  expect(await terminal.end()).toMatchObject({ code: 'disk-full' });
  await expect(terminal.write('more\n')).rejects.toMatchObject({ code: 'disk-full' });
  // Whoever writes goes on until they hear of the failure itself.
  expect([heard.isGone, terminal.isGone]).toEqual([false, false]);
});

test('a reader that went away is none, and whoever writes is told to stop', async () => {
  const { output, heard, terminal } = opened();
  output.code = 'EPIPE';
  await terminal.write('a line\n');
  expect(await terminal.end()).toBe(undefined);
  expect([heard.isGone, terminal.isGone]).toEqual([true, true]);
  await terminal.write('more\n');
});

test('the answer goes on where nobody listens to remarks', async () => {
  const { output, error, heard, terminal } = opened();
  error.code = 'EPIPE';
  terminal.remark('unheard\n');
  await terminal.end();
  await terminal.write('all of it\n');
  expect([output.heard, heard.isGone]).toEqual(['all of it\n', false]);
});
