// Standard output and standard error. A reader that went away (`… | head`) is no failure: what is
// still to be said is dropped, and whoever writes is told to stop. A full disk is one. Data may
// hold what would paint over a screen: it is shown by its code there, and in a pipe or a file it
// stays as it is. For main.ts.

import type { WriteStream } from 'node:tty';
import { printableLines } from '../../core/printable.ts';
import { failedWrite, OutsideError } from '../../errors.ts';

export type StandardTerminal = {
  write(text: string): Promise<void>;
  remark(text: string): void;
  readonly isInteractive: boolean;
  readonly columns: number;
  readonly outputColumns: number | undefined;
  /** Whether nobody reads the output any more. */
  readonly isGone: boolean;
  /** Resolves when all is out; with a failure where it is not, and not for want of a reader. */
  end(): Promise<OutsideError | undefined>;
};

export type TerminalOptions = {
  readonly output: Pick<WriteStream, 'write' | 'isTTY' | 'columns' | 'on' | 'once' | 'off'>;
  readonly error: Pick<WriteStream, 'write' | 'isTTY' | 'columns' | 'on'>;
  /** Called once when nobody reads the output any more. */
  onGone(): void;
};

export function openTerminal({ output, error, onGone }: TerminalOptions): StandardTerminal {
  let failure: OutsideError | undefined;
  let isGone = false;
  let isUnheard = false;
  output.on('error', (cause: NodeJS.ErrnoException) => {
    if (isGone || failure !== undefined) return;
    if (cause.code !== 'EPIPE') {
      const said = `The answer cannot be written to its end: ${cause.message}`;
      failure = new OutsideError(failedWrite(cause), said, { cause });
      return;
    }
    isGone = true;
    onGone();
  });
  error.on('error', () => {
    // Nobody listens to remarks: there is no one left to tell. The answer may well be read.
    isUnheard = true;
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
      if (!isGone && !isUnheard) error.write(text);
    },
    isInteractive: error.isTTY === true,
    columns: error.columns ?? 80,
    outputColumns: output.isTTY === true ? output.columns || 80 : undefined,
    get isGone() {
      return isGone;
    },
    async end() {
      await new Promise<void>((resolve) => {
        output.write('', () => resolve());
      });
      return failure;
    },
  };
}
