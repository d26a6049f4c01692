// Progress of long work: one line that is redrawn on a terminal, a plain line now and then
// elsewhere (a file full of carriage returns helps nobody). Goes to standard error, so that the
// answer on standard output can be piped on.

import type { Clock } from '../ports.ts';
import type { Terminal } from './outside.ts';

export type Step = {
  /** 0 to 1; undefined where the end is not known. */
  readonly share?: number | undefined;
  readonly text: string;
};

export type Progress = {
  /** A function is asked only when it is time to draw: facts come by the thousand. */
  show(step: Step | (() => Step)): void;
  /** Ends the line; with a text, leaves that instead. */
  end(text?: string): void;
};

const redrawMs = 100;
const plainMs = 5_000;
const barCells = 24;

export function openProgress(terminal: Terminal, clock: Clock): Progress {
  const everyMs = terminal.isInteractive ? redrawMs : plainMs;
  let shownAt = clock.now() - (terminal.isInteractive ? redrawMs : 0);
  let isLineOpen = false;
  const erase = () => {
    if (isLineOpen) terminal.remark('\r\u001b[K');
    isLineOpen = false;
  };
  return {
    show(given) {
      if (clock.now() - shownAt < everyMs) return;
      shownAt = clock.now();
      const step = typeof given === 'function' ? given() : given;
      if (!terminal.isInteractive) {
        terminal.remark(`${plainLine(step)}\n`);
        return;
      }
      // A line that wraps cannot be redrawn.
      const line = `${bar(step.share)}${step.text}`.slice(0, Math.max(10, terminal.columns - 1));
      terminal.remark(`\r\u001b[K${line}`);
      isLineOpen = true;
    },
    end(text) {
      erase();
      if (text !== undefined) terminal.remark(`${text}\n`);
    },
  };
}

function plainLine({ share, text }: Step): string {
  return share === undefined ? text : `${Math.floor(share * 100)} % ${text}`;
}

function bar(share: number | undefined): string {
  if (share === undefined) return '';
  const full = Math.round(Math.min(1, Math.max(0, share)) * barCells);
  return `${'█'.repeat(full)}${'░'.repeat(barCells - full)} ${Math.floor(share * 100)} % `;
}

/** 1234567 → 1,234,567: the same on every machine, unlike toLocaleString. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** 1 event, 2 events. */
export function counted(value: number, noun: string): string {
  return `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;
}
