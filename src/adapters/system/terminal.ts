// Standard output and standard error. A reader that went away (`… | head`) is no failure: what is
// still to be said is dropped, and whoever writes is told to stop. Data may hold what would paint
// over a screen: it is shown by its code there, and in a pipe or a file it stays as it is.

import type { WriteStream } from 'node:tty';
import { printableLines } from '../../core/printable.ts';

export type StandardTerminal = {
  write(text: string): Promise<void>;
  remark(text: string): void;
  readonly isInteractive: boolean;
  readonly columns: number;
  readonly outputColumns: number | undefined;
};

export type TerminalOptions = {
  readonly output: Pick<WriteStream, 'write' | 'isTTY' | 'columns' | 'on' | 'once' | 'off'>;
  readonly error: Pick<WriteStream, 'write' | 'isTTY' | 'columns' | 'on'>;
  /** Called once when nobody reads the output any more. */
  onGone(): void;
};

export function openTerminal({ output, error, onGone }: TerminalOptions): StandardTerminal {
  let isGone = false;
  let failure: Error | undefined;
  output.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') failure = cause;
    if (!isGone) onGone();
    isGone = true;
  });
  error.on('error', () => {
    // Nobody listens to remarks: there is no one left to tell.
    isGone = true;
  });
  return {
    async write(text) {
      if (failure !== undefined) throw failure;
      const shown = output.isTTY === true ? printableLines(text) : text;
      if (isGone || output.write(shown)) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          output.off('drain', done);
          output.off('error', done);
          resolve();
        };
        output.once('drain', done);
        output.once('error', done);
      });
    },
    remark(text) {
      if (!isGone) error.write(text);
    },
    isInteractive: error.isTTY === true,
    columns: error.columns ?? 80,
    outputColumns: output.isTTY === true ? output.columns || 80 : undefined,
  };
}
