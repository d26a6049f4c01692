// The worker processes of the chaos rounds: real programs that are started again when they end, as
// any supervisor does. The first has the embedded ClickHouse; the others reach it over a proxy.

import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Started, startProgramIn, withoutNorms } from '../support/program.ts';

export type WorkerPlan = {
  readonly name: string;
  readonly data: string;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

/** How one ended that nobody had told to. */
export type Fall = { readonly name: string; readonly code: number; readonly remarks: string };

const againMs = 500;

export class Worker {
  readonly plan: WorkerPlan;
  readonly #onFall: (fall: Fall) => void;
  #running: Started | undefined;
  #isWanted = false;
  #life: Promise<void> = Promise.resolve();

  constructor(plan: WorkerPlan, onFall: (fall: Fall) => void) {
    this.plan = plan;
    this.#onFall = onFall;
  }

  start(): void {
    this.#isWanted = true;
    this.#life = this.#live();
  }

  /** SIGTERM; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#child?.kill('SIGTERM');
    await this.#life;
  }

  /** Ends now, and comes back. */
  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Tasks that it says it has: `detect access/0`, …; none while it does not answer. */
  async tasks(): Promise<readonly string[]> {
    const { http = '' } = ownerOf(this.plan.data) ?? {};
    try {
      const signal = AbortSignal.timeout(1_000);
      const answer = await fetch(`${http}/health`, { signal });
      const { stages } = (await answer.json()) as Health;
      return Object.entries(stages).flatMap(([stage, { partitions }]) =>
        Object.keys(partitions).map((place) => `${stage} ${place}`),
      );
    } catch {
      return []; // Held up, dead or not yet there: it has nothing then that it could lose.
    }
  }

  get #child(): ChildProcess | undefined {
    return this.#running?.child;
  }

  async #live(): Promise<void> {
    const { name, data, flags, environment } = this.plan;
    while (this.#isWanted) {
      const words = [
        'run',
        ...withoutNorms,
        '--data',
        data,
        '--port',
        '0',
        '--log-level',
        'warn',
        ...flags,
      ];
      this.#running = startProgramIn({ environment }, ...words);
      const { code, remarks } = await this.#running.ended;
      // Killed by a signal: that is what somebody here has done.
      if (code !== null && code !== 0) this.#onFall({ name, code, remarks: remarks.slice(-4_000) });
      if (this.#isWanted) await sleep(againMs);
    }
  }
}

type Health = {
  readonly stages: Readonly<Record<string, { readonly partitions: Readonly<object> }>>;
};

export type Owner = {
  readonly http?: string;
  readonly clickhouse?: string;
  readonly hunter?: { readonly user: string; readonly password: string };
  readonly writer?: { readonly user: string; readonly password: string };
};

/** What the owner of a data folder says of itself. */
export function ownerOf(data: string): Owner | undefined {
  const file = join(data, 'owner.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined; // Just being written.
  }
}
