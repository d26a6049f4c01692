// The process of the embedded engine over its life: one that ends by itself, because it crashed or
// the machine had no memory left for it, is started again, with the same address and logins. By its
// start time whoever writes into it sees that it was restarted. Used by start-engine.ts.

import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type EngineChild = {
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
  said(): string;
};

export function spawnEngine(words: readonly string[]): EngineChild {
  const own = fileURLToPath(import.meta.url);
  // Where this file was compiled, so was its neighbour.
  const script = join(dirname(own), 'engine-child.ts').replace(/\.ts$/, extname(own));
  // Detached: a SYSTEM SHUTDOWN inside, or Ctrl-C on the terminal, signals its process group; the
  // first must not reach the parent, and at the second the parent decides the order of things.
  const child = spawn(process.execPath, ['--no-warnings', script, ...words], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  // Whoever could not be started at all has neither an exit nor, for want of files, a pipe.
  const exited = new Promise((resolve) => {
    child.once('exit', resolve).once('error', (error) => {
      said = error.message;
      resolve(error);
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  // The parent may end while a child still hangs: the leash ends that one.
  child.unref();
  return { process: child, exited, said: () => said };
}

const stopMsMax = 5_000;
/** Whoever compares times of start to the second must see two starts as two. */
const apartMs = 5_000;
const pauseMsMin = 200;
const pauseMsMax = 30_000;

/** Resolves once the engine answers; `stop` ends one that does not yet. */
type Start = (stop: AbortSignal) => Promise<EngineChild>;

export class EngineLife {
  readonly #start: Start;
  #child: EngineChild;
  #startedAt = performance.now();
  readonly #over = new AbortController();
  #revival: Promise<void> = Promise.resolve();

  static async begin(start: Start): Promise<EngineLife> {
    return new EngineLife(start, await start(new AbortController().signal));
  }

  private constructor(start: Start, child: EngineChild) {
    this.#start = start;
    this.#child = child;
    this.#watch();
  }

  get pid(): number {
    return this.#child.process.pid!;
  }

  /** For good. `goodbye` asks a living one to end; one that does not is killed. */
  async end(goodbye: () => Promise<unknown>): Promise<void> {
    this.#over.abort();
    await this.#revival;
    const { process } = this.#child;
    if (process.exitCode === null && process.signalCode === null) {
      await goodbye().catch(() => 'already going');
    }
    await endEngine(this.#child, stopMsMax);
  }

  #watch(): void {
    this.#child.exited.then(() => {
      if (!this.#over.signal.aborted) this.#revival = this.#revive();
    });
  }

  async #revive(): Promise<void> {
    const { signal } = this.#over;
    for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
      const soonest = this.#startedAt + apartMs - performance.now();
      const waitMs = Math.max(pauseMs, soonest);
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => 'told to end');
      if (signal.aborted) return;
      this.#startedAt = performance.now();
      // Its readers say that it is away; it is tried again until somebody ends it.
      const child = await this.#start(signal).catch(() => undefined);
      if (child === undefined) continue;
      this.#child = child;
      return this.#watch();
    }
  }
}

/** SIGKILL after that time, which its tables survive. */
export async function endEngine(child: EngineChild, graceMs: number): Promise<void> {
  const timer = new AbortController();
  const grace = sleep(graceMs, undefined, { signal: timer.signal, ref: true }).then(
    () => child.process.kill('SIGKILL'),
    () => false,
  );
  await child.exited;
  timer.abort();
  await grace;
  child.process.stdin?.destroy();
  child.process.stderr?.destroy();
}
