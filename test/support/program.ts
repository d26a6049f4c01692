// The program as a child process, as a person would start it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type OutsideCode, outsideErrors } from '../../src/errors.ts';

const main = fileURLToPath(new URL('../../src/start.ts', import.meta.url));

/**
 * Stages of a `run` whose findings are to be those of another run over the same input: when norms
 * arrive in `access` is a matter of chance, and verdicts rest on them.
 */
export const withoutNorms = ['--stage', 'enrich,detect,archive'] as const;

export type Ended = { readonly code: number; readonly output: string; readonly remarks: string };

export type Started = {
  readonly child: ChildProcess;
  /** Everything written so far, as it comes. */
  readonly heard: { output: string; remarks: string };
  readonly ended: Promise<Ended>;
};

export type Around = {
  /** Working folder; that of the tests where nothing is said. */
  readonly folder?: string;
  /** Beside the path and the compile cache: nothing of this machine's settings gets in. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Largest file that it may write, in KiB, as `ulimit -f` sets it. */
  readonly fileKilobytesMax?: number;
};

export function startProgram(...words: string[]): Started {
  return startProgramIn({}, ...words);
}

export function startProgramIn(around: Around, ...words: string[]): Started {
  const { folder, environment, fileKilobytesMax: limit } = around;
  const all = [process.execPath, main, ...words];
  // `exec` keeps the process id, so that a signal reaches the program itself.
  const limited = ['bash', '-c', `ulimit -f ${limit}; exec "$@"`, 'limited', ...all];
  const [command = '', ...rest] = limit === undefined ? all : limited;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, NODE_COMPILE_CACHE, ...environment },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const heard = { output: '', remarks: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard.remarks += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, ...heard }));
  return { child, heard, ended };
}

/** How a command ends where the outside world fails: what, and what to do about it; no more. */
export function failed(said: string, code: OutsideCode): Ended {
  return { code: 1, output: '', remarks: `${said}\n${outsideErrors[code].next}\n` };
}

/** Waits for what a process is about to do. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 110_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('it did not come about in 110 s');
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** As many accesses as wanted, one a second, in our own JSONL. */
export function accessLines(count: number): string {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      at: 1_767_571_200_000 + i * 1_000,
      account: `agent-${i % 50}`,
      source: 'crm',
      database: 'crm',
      operation: 'select',
      rows: 1,
      subjects: [`c${i % 1_000}`],
    }),
  );
  return `${lines.join('\n')}\n`;
}

/** Runs to the end; anything but exit 0 is an error that shows what was said. */
export async function runProgram(...words: string[]): Promise<string> {
  const { code, output, remarks } = await startProgram(...words).ended;
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${output}${remarks}`);
  return output;
}
