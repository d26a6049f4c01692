// The simulated machines: processes with all stages of the product in each, that are started,
// killed, held up and started again, over one broker, one registry and one ClickHouse.

import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import type { LocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutsideError } from '../../src/errors.ts';
import { Random } from '../../src/lab/random.ts';
import { runArchive } from '../../src/stages/archive.ts';
import { archiveDefaults } from '../../src/stages/archive-settings.ts';
import { runDetect } from '../../src/stages/detect.ts';
import { runEnrich } from '../../src/stages/enrich.ts';
import { runPopulation } from '../../src/stages/population.ts';
import type { Broker } from './broker.ts';
import { detectSettings } from './quiet-run.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimGroups } from './sim-group.ts';
import { openSimLog } from './sim-log.ts';
import { SimProcess } from './sim-process.ts';
import type { SimEngine } from './sim-warehouse.ts';
import type { Trace } from './trace.ts';
import type { Workload } from './workload.ts';

export type HouseOptions = {
  readonly seed: string;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly broker: Broker;
  readonly groups: SimGroups;
  readonly engine: SimEngine;
  readonly registry: LocalRegistry;
  readonly work: Pick<Workload, 'sources' | 'users'>;
  violation(what: string): void;
};

type Life = {
  readonly who: SimProcess;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
};

const sessionMs = 6_000;

export class House {
  readonly #options: HouseOptions;
  readonly #lives = new Map<string, Life>();
  #registryAwayUntil = 0;
  #born = 0;
  #isClosed = false;

  constructor(options: HouseOptions) {
    this.#options = options;
  }

  start(name: string): void {
    if (this.#isClosed) return;
    this.#born += 1;
    const { seed, scheduler } = this.#options;
    const random = new Random(`${seed}/process/${this.#born}`);
    const who = new SimProcess(`${name}#${this.#born}`, scheduler, random);
    const stop = new AbortController();
    const drain = new AbortController();
    const ended = this.#run(who, stop.signal, drain.signal);
    this.#lives.set(name, { who, stop, ended });
  }

  killNamed(name: string, awayMs: number): void {
    const life = this.#lives.get(name);
    if (life !== undefined) this.kill(life.who, awayMs);
  }

  kill(who: SimProcess, awayMs: number): void {
    if (who.isDead || this.#lives.get(who.name)?.who !== who) return;
    who.kill();
    this.#expelLater(who, () => true);
    this.#options.scheduler.sleep(awayMs).then(() => this.start(who.name));
  }

  hold(name: string, ms: number): void {
    const who = this.#lives.get(name)?.who;
    if (who === undefined || who.isDead || who.isHeld) return;
    who.hold();
    this.#expelLater(who, () => who.isHeld);
    this.#options.scheduler.sleep(ms).then(() => {
      who.goOn();
      this.#options.groups.hear(who);
    });
  }

  /** As a rolling restart does. */
  restart(name: string): void {
    const life = this.#lives.get(name);
    if (life === undefined || life.who.isDead || life.stop.signal.aborted) return;
    life.stop.abort();
    life.ended.then(() => {
      if (this.#lives.get(name) === life && !life.who.isDead) this.start(name);
    });
  }

  skew(name: string, ms: number): void {
    const who = this.#lives.get(name)?.who;
    if (who !== undefined) who.skewMs = ms;
  }

  registryAway(ms: number): void {
    this.#registryAwayUntil = this.#options.scheduler.now() + ms;
  }

  /** All of them stop gracefully and for good. */
  async stopAll(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#lives.values()];
    this.#lives.clear();
    for (const { who, stop } of all) {
      who.goOn();
      stop.abort();
    }
    await Promise.all(all.filter(({ who }) => !who.isDead).map(({ ended }) => ended));
  }

  /** One process that ends when everything is read. */
  async drain(): Promise<void> {
    const { seed, scheduler } = this.#options;
    const who = new SimProcess('drain', scheduler, new Random(`${seed}/drain`));
    await this.#run(who, new AbortController().signal, AbortSignal.abort());
  }

  #expelLater(who: SimProcess, isGone: () => boolean): void {
    const { scheduler, groups } = this.#options;
    scheduler.sleep(sessionMs).then(() => {
      if (isGone()) groups.expel(who);
    });
  }

  async #run(who: SimProcess, stop: AbortSignal, drain: AbortSignal): Promise<void> {
    const { broker, groups, trace, engine, work, violation } = this.#options;
    const { random, clock, name: instance } = who;
    trace.add(instance, 'process-started');
    const codec = await openCodec({ registry: this.#registryOf(who), clock });
    const log = openSimLog(who, { broker, groups, trace });
    const ports = { log, codec, clock, telemetry: { emit: () => undefined } };
    const batchBytesMax = 1_500 + random.below(5_000);
    const detect = {
      ...{ ...detectSettings, instance, batchBytesMax },
      stateEveryMs: random.below(5_000),
      roundLimits: { rowBytes: 3_000, tombstones: 5 },
    };
    const archive = { ...archiveDefaults, instance, batchBytesMax, insertDelayMs: 900 };
    const population = { instance, batchBytesMax, commitBytes: 200 + random.below(2_000) };
    const isDrain = drain.aborted;
    const drains = [new AbortController(), new AbortController(), new AbortController()] as const;
    const stages = [
      runEnrich(ports, { ...work, instance, batchBytesMax, drain }, stop).then(
        () => isDrain && drains[0].abort(),
      ),
      runDetect(ports, { ...detect, drain: drains[0].signal }, stop).then(
        () => isDrain && drains[1].abort(),
      ),
      runPopulation(ports, { ...population, drain: drains[1].signal }, stop).then(
        () => isDrain && drains[2].abort(),
      ),
      runArchive(
        { ...ports, warehouse: engine.open(who) },
        { ...archive, insertRowsMax: 40 + random.below(100), drain: drains[2].signal },
        stop,
      ),
    ];
    try {
      await Promise.all(stages);
    } catch (error) {
      violation(`${instance} failed: ${(error as Error).stack}`);
    }
    trace.add(instance, 'process-stopped');
  }

  /** Slow, or away: then it is asked again later. */
  #registryOf(who: SimProcess): LocalRegistry {
    const { registry, scheduler } = this.#options;
    return {
      ...registry,
      schema: (id) =>
        who.call(20, () => {
          if (scheduler.now() >= this.#registryAwayUntil) return registry.schema(id);
          throw new OutsideError('registry-unreachable', 'The simulated registry is away.');
        }),
    };
  }
}
