// The program as a child process, as a person would start it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export type Ended = { readonly code: number; readonly output: string; readonly remarks: string };

export type Started = {
  readonly child: ChildProcess;
  /** Everything written so far, as it comes. */
  readonly heard: { output: string; remarks: string };
  readonly ended: Promise<Ended>;
};

export function startProgram(...words: string[]): Started {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
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

/** Runs to the end; anything but exit 0 is an error that shows what was said. */
export async function runProgram(...words: string[]): Promise<string> {
  const { code, output, remarks } = await startProgram(...words).ended;
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${output}${remarks}`);
  return output;
}

/** Rows of a statement, asked as an analyst would. */
export async function ask<T>(data: string, statement: string): Promise<T[]> {
  const output = await runProgram('sql', statement, '--json', '--data', data);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  // 64-bit counts come as text, because JSON has no such numbers.
  const number = (_: string, value: unknown) =>
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return lines.map((line) => JSON.parse(line, number) as T);
}
