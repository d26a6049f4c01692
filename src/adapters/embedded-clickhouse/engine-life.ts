// The process of the embedded engine over its life: one that ends by itself, because it crashed or
// the machine had no memory left for it, is started again, with the same address and logins. By its
// start time whoever writes into it sees that it was restarted. Used by start-engine.ts.
//
// It is always killed, never asked to end. It acknowledges inserts and merges whose writes have
// failed (a full disk), and in good order it would remove the parts that such a merge has replaced,
// the only good ones. Its next start finds what is cut off, and takes those parts instead. So one
// whose writes have failed is killed at once; and one end, which has to work anyway, is enough.

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

/** The engine keeps what a merge has replaced for eight minutes: until then nothing is lost. */
const damagePollMs = 1_000;
/** Whoever compares times of start to the second must see two starts as two. */
const apartMs = 5_000;
const pauseMsMin = 200;
const pauseMsMax = 30_000;

/** Resolves once the engine answers; `stop` ends one that does not yet. */
type Start = (stop: AbortSignal) => Promise<EngineChild>;
/** Whether writes of the one that runs have failed. */
type IsDamaged = () => Promise<boolean>;

export class EngineLife {
  readonly #start: Start;
  readonly #isDamaged: IsDamaged;
  #child: EngineChild;
  #startedAt = performance.now();
  readonly #over = new AbortController();
  #revival: Promise<void> = Promise.resolve();

  static async begin(start: Start, isDamaged: IsDamaged): Promise<EngineLife> {
    return new EngineLife(start, isDamaged, await start(new AbortController().signal));
  }

  private constructor(start: Start, isDamaged: IsDamaged, child: EngineChild) {
    this.#start = start;
    this.#isDamaged = isDamaged;
    this.#child = child;
    this.#watch();
  }

  get pid(): number {
    return this.#child.process.pid!;
  }

  /** For good. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#revival;
    await killEngine(this.#child);
  }

  #watch(): void {
    const isOver = new AbortController();
    const { signal } = this.#over;
    this.#child.exited.then(() => {
      isOver.abort();
      if (!signal.aborted) this.#revival = this.#revive();
    });
    this.#killDamaged(this.#child, AbortSignal.any([isOver.signal, signal]));
  }

  async #killDamaged(child: EngineChild, isOver: AbortSignal): Promise<void> {
    while (!isOver.aborted) {
      const options = { signal: isOver, ref: false };
      await sleep(damagePollMs, undefined, options).catch(() => 'told to end');
      // One that does not answer is judged by those who need its answers.
      const isDamaged = !isOver.aborted && (await this.#isDamaged().catch(() => false));
      if (isDamaged) child.process.kill('SIGKILL');
    }
  }

  async #revive(): Promise<void> {
    const { signal } = this.#over;
    for (let pauseMs = pauseMsMin; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
      const soonest = this.#startedAt + apartMs - performance.now();
      const waitMs = Math.max(pauseMs, soonest);
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => 'told to end');
      if (signal.aborted) return;
      // One that fails to start may have answered somebody before: its time of start counts too.
      this.#startedAt = performance.now();
      // Its readers say that it is away; it is tried again until somebody ends it.
      const child = await this.#start(signal).catch(() => undefined);
      this.#startedAt = performance.now();
      if (child === undefined) continue;
      this.#child = child;
      return this.#watch();
    }
  }
}

/** Its tables survive that. */
export async function killEngine(child: EngineChild): Promise<void> {
  // It holds nobody up while it lives; now its end is waited for.
  child.process.ref();
  child.process.kill('SIGKILL');
  await child.exited;
  child.process.stdin?.destroy();
  child.process.stderr?.destroy();
}
