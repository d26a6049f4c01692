// One seed: a world, its faults, and what the checkers found. The same seed is the same run.

import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import type { OutputBuffer } from '../../src/core/batch.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../src/core/time.ts';
import { Random } from '../../src/lab/random.ts';
import type { Codec } from '../../src/ports.ts';
import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { prepareTopics } from '../../src/stages/create-topics.ts';
import type { Place } from '../../src/stages/read-range.ts';
import { Broker } from './broker.ts';
import { Checks } from './checks.ts';
import { strike, type Victims } from './faults.ts';
import { House } from './house.ts';
import { judge } from './judge.ts';
import { retentionDays } from './quiet-run.ts';
import { Scheduler } from './scheduler.ts';
import { SimGroups } from './sim-group.ts';
import { SimEngine } from './sim-warehouse.ts';
import { Trace } from './trace.ts';
import {
  deliver,
  loadReference,
  otherSchema,
  type Workload,
  WorkloadMaker,
  writeTicket,
} from './workload.ts';

export type Outcome = {
  readonly seed: string;
  /** Of all that happened, in order. */
  readonly hash: string;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly counts: ReadonlyMap<string, number>;
};

const start = Date.UTC(2026, 5, 1);
const troubleMs = 3 * minuteMs;
const calmMs = 4 * minuteMs;
const violationsMax = 20;
/** Longer than an insert strays. */
const strayedMs = 30_000;

export async function simulate(seed: string, say?: (line: string) => void): Promise<Outcome> {
  const scheduler = new Scheduler(start, new Random(`${seed}/order`));
  const trace = new Trace(scheduler, say);
  const violations: string[] = [];
  const violation = (what: string): void => {
    trace.add('check', 'violation', what);
    if (violations.length < violationsMax) violations.push(what);
  };
  let isOver = false;
  const world = new World({ seed, scheduler, trace, violation });
  world.live().then(
    () => {
      isOver = true;
    },
    (error: unknown) => {
      violation(`the simulation failed: ${(error as Error).stack}`);
      isOver = true;
    },
  );
  const isDone = await scheduler.runUntil(() => isOver || violations.length > 0, start + hourMs);
  if (!isDone) violation('it does not come to an end');
  return { seed, hash: trace.digest(), violations, steps: scheduler.steps, counts: trace.counts };
}

type WorldOptions = {
  readonly seed: string;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  violation(what: string): void;
};

class World {
  readonly #options: WorldOptions;
  readonly #broker: Broker;
  readonly #groups: SimGroups;
  readonly #engine: SimEngine;
  readonly #registry = openLocalRegistry();
  #checks: Checks | undefined;
  #house: House | undefined;

  constructor(options: WorldOptions) {
    const { seed, scheduler, trace, violation } = options;
    this.#options = options;
    this.#broker = new Broker({
      ...{ scheduler, trace, random: new Random(`${seed}/broker`) },
      onCommit: (outputs) => this.#look(outputs),
      onFenced: (who, id) => this.#groups.noteFenced(who, id),
      onStolen: (id) => {
        const [group = '', task] = id.split('-');
        this.#groups.steal(group, Number(task));
      },
      onLast: (who) => this.#house?.kill(who, 3_000),
    });
    this.#groups = new SimGroups({ scheduler, trace, broker: this.#broker, violation });
    const random = new Random(`${seed}/engine`);
    const onStray = (task: number): void => this.#groups.steal('archive', task);
    this.#engine = new SimEngine({ scheduler, trace, random, onStray });
  }

  async live(): Promise<void> {
    const { seed, violation } = this.#options;
    const log = this.#broker.log;
    const codec = await openCodec({ registry: this.#registry, clock: this.#options.scheduler });
    const otherId = await otherSchema(this.#registry);
    const place = { otherId, start: start - 20 * dayMs };
    const work = new WorkloadMaker(new Random(`${seed}/work`), codec, place).make();
    await prepareTopics(log, { ...work, retentionDays });
    await loadReference(log, codec, work.sources);
    const checked = { log, codec, engine: this.#engine, violation };
    this.#checks = new Checks(checked);
    const { groups, house, names } = this.#settle(work);
    await this.#trouble(codec, work, { house, names, groups });
    await this.#calm(house, work);
    // What is still on its way arrives.
    await this.#options.scheduler.sleep(strayedMs);
    await this.#checks.look([]);
    const { norms } = this.#checks;
    await judge({ ...checked, norms, scheduler: this.#options.scheduler }, work);
  }

  #settle(work: Workload) {
    const { seed, scheduler, trace, violation } = this.#options;
    const groups = this.#groups;
    const house = new House({
      ...{ seed, scheduler, trace, violation, groups, work },
      ...{ broker: this.#broker, engine: this.#engine, registry: this.#registry },
    });
    this.#house = house;
    const count = 1 + new Random(`${seed}/house`).below(3);
    const names = Array.from({ length: count }, (_, i) => `p${i}`);
    for (const name of names) house.start(name);
    return { groups, house, names };
  }

  /** Events come, and things go wrong. */
  async #trouble(
    codec: Codec,
    work: Workload,
    { house, names, groups }: { house: House; names: readonly string[]; groups: SimGroups },
  ): Promise<void> {
    const { seed, scheduler, trace } = this.#options;
    const [broker, engine] = [this.#broker, this.#engine];
    const { sources, users } = work;
    const victims: Victims = {
      ...{ processes: names, sources, users },
      kill: (name, awayMs) => house.killNamed(name, awayMs),
      hold: (name, ms) => house.hold(name, ms),
      restart: (name) => house.restart(name),
      skew: (name, ms) => house.skew(name, ms),
      steal: (group, task) => groups.steal(group, task),
      brokerAway: (ms) => broker.goAway(ms),
      registryAway: (ms) => house.registryAway(ms),
      clickhouseAway: (ms) => engine.goAway(ms),
      clickhouseRestart: () => engine.restart(),
      diskFull: (ms) => void engine.fillDisk(ms),
    };
    const random = new Random(`${seed}/faults`);
    const until = scheduler.now() + troubleMs;
    const delivered = this.#deliver(codec, work, until);
    while (scheduler.now() < until) {
      await scheduler.sleep(500 + random.below(9_000));
      strike(victims, random, trace);
    }
    await delivered;
  }

  async #deliver(codec: Codec, work: Workload, until: number): Promise<void> {
    const { seed, scheduler, trace } = this.#options;
    const random = new Random(`${seed}/delivery`);
    const { events } = work;
    const tickets = [...work.lateTickets];
    for (let next = 0; next < events.length; ) {
      const left = until - scheduler.now();
      const count = left <= 0 ? events.length : 1 + random.below(40);
      await deliver(this.#broker.log, events.slice(next, next + count));
      trace.add('sources', 'delivered', `${count}`);
      next += count;
      const late = random.isChance(0.4) ? tickets.shift() : undefined;
      if (late !== undefined) await writeTicket(this.#broker.log, codec, late);
      const isSilent = random.isChance(0.05);
      await scheduler.sleep(isSilent ? 40 * secondMs : random.below(6_000));
    }
  }

  /** Nothing goes wrong any more: all is soon read, and a drain ends it. */
  async #calm(house: House, work: Workload): Promise<void> {
    const { scheduler, trace, violation } = this.#options;
    this.#broker.isFaulty = false;
    this.#engine.isFaulty = false;
    trace.add('world', 'calm');
    const until = scheduler.now() + calmMs;
    while (scheduler.now() < until && !(await this.#isAllRead(work))) await scheduler.sleep(500);
    if (scheduler.now() >= until) violation('what is there is not read in time');
    trace.add('world', 'all-read');
    await house.stopAll();
    trace.add('world', 'all-stopped');
    await house.drain();
    trace.add('world', 'drained');
  }

  async #isAllRead({ sources, users }: Workload): Promise<boolean> {
    const inputs = [
      ...places('db-access', sources).map((at) => ({
        ...at,
        key: `enrich-state/${at.partition}/#position`,
      })),
      ...places('access', users).map((at) => ({
        ...at,
        key: `detect-state/${at.partition}/#position`,
      })),
      ...places('norms', 1).map((at) => ({ ...at, key: 'inband-state/0/#position/norms' })),
      ...Object.keys(archivedTopics).flatMap((topic) =>
        places(topic, 1).map((at) => ({
          ...at,
          key: `archive-state/${at.partition}/#position/${topic}`,
        })),
      ),
    ];
    for (const { topic, partition, key } of inputs) {
      const { end } = await this.#broker.log.range(topic, partition);
      const position = this.#checks?.positionOf(key);
      if (end > 0 && (position?.next_offset ?? 0) < end) return false;
    }
    return true;
  }

  #look(outputs: readonly OutputBuffer[]): void {
    this.#checks?.look(outputs.map(({ topic, partition }) => ({ topic, partition })));
  }
}

function places(topic: string, partitions: number): readonly Place[] {
  return Array.from({ length: partitions }, (_, partition) => ({ topic, partition }));
}
