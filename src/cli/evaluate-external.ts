// A program that is not ours, asked once for each world: events go into a file, the file to the
// program, and its lines come back as scores. A file and not a pipe, because living a world does
// not wait for whoever reads slowly. For `evaluate --external`.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { OutsideError } from '../errors.ts';
import { type External, type ExternalScore, externalScore } from '../lab/evaluate/external.ts';

export type AskedProgram = External & {
  ask(stop: AbortSignal): Promise<void>;
  close(): void;
};

const chunkLines = 1_000;

/** Events go to the file at a path, which is gone afterwards. */
export function openExternal(command: string, path: string): AskedProgram {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let chunk: string[] = [];
  let scores: ExternalScore[] = [];
  const flush = () => {
    if (chunk.length > 0) writeSync(file, `${chunk.join('\n')}\n`);
    chunk = [];
  };
  return {
    id: 'external',
    write(line) {
      if (chunk.push(line) >= chunkLines) flush();
    },
    scores: () => scores,
    async ask(stop) {
      flush();
      scores = await answersOf(command, path, stop);
    },
    close() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

async function answersOf(
  command: string,
  path: string,
  stop: AbortSignal,
): Promise<ExternalScore[]> {
  const input = openSync(path, 'r');
  // A group of its own: the shell's child would outlive the shell, and hold its output open.
  const child = spawn(command, { shell: true, detached: true, stdio: [input, 'pipe', 'inherit'] });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid);
  };
  stop.addEventListener('abort', end, { once: true });
  const ended = new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const scores: ExternalScore[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout! })) {
      if (line.trim() === '') continue;
      const score = externalScore(line);
      if (score === undefined) {
        end();
        throw failed(command, `answered with a line that is no score: ${line.slice(0, 100)}`);
      }
      scores.push(score);
    }
    const code = await ended;
    // Who stops the run stops the program with it, and what it said by then is not asked for.
    if (code !== 0 && !stop.aborted) throw failed(command, `ended with ${code}`);
  } finally {
    stop.removeEventListener('abort', end);
    closeSync(input);
  }
  return scores;
}

function failed(command: string, what: string): OutsideError {
  return new OutsideError('bad-usage', `--external: '${command}' ${what}.`);
}
