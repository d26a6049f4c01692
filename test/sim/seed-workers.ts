// Seeds in processes beside this one, with a planted mistake or without. For program.ts and the
// test of the simulation.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type SeedReport = {
  readonly seed: string;
  readonly hash: string;
  readonly steps: number;
  readonly violations: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
};

export type SeedsOptions = {
  readonly workers: number;
  /** Name of a planted mistake; undefined: the code as it is. */
  readonly planted?: string | undefined;
  /** Called for each seed; false ends it all. */
  onReport(report: SeedReport): boolean;
};

const program = fileURLToPath(new URL('seeds-run.ts', import.meta.url));
const plant = fileURLToPath(new URL('plant.ts', import.meta.url));
/** Of one process: then its memory begins anew. */
const seedsPerProcess = 25;

/** Resolves when all have run, or when it was ended; rejects where a process dies. */
export async function runSeeds(seeds: readonly string[], options: SeedsOptions): Promise<void> {
  const left = [...seeds];
  const over = new AbortController();
  const work = async (): Promise<void> => {
    while (left.length > 0 && !over.signal.aborted) {
      await runSome(left.splice(0, seedsPerProcess), options, over);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

async function runSome(
  seeds: readonly string[],
  { planted, onReport }: SeedsOptions,
  over: AbortController,
): Promise<void> {
  const loaded = planted === undefined ? [] : ['--import', plant];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [...loaded, program, ...seeds], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, NODE_COMPILE_CACHE, MOLECATCHER_SIM_PLANTED: planted },
  });
  const end = (): void => {
    child.kill('SIGKILL');
  };
  over.signal.addEventListener('abort', end, { once: true });
  let remarks = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    remarks += text;
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!over.signal.aborted && !onReport(JSON.parse(line))) over.abort();
  }
  const code = await closed;
  over.signal.removeEventListener('abort', end);
  if (code !== 0 && !over.signal.aborted) throw new Error(`a simulation died: ${remarks}`);
}
