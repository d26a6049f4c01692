// One member of a consumer group: joins, keeps its place by heartbeats, runs the tasks it is given,
// and gives up those that another is to have.
//
//   join ──▶ assignment ──▶ start what is new, stop what is gone ──▶ heartbeat … ──▶ rebalance
//    ▲                                          │                                       │
//    └── again, once what is gone was released ◀┴───────────────────────────────────────┘
//
// Tasks that stay run on through all of it. What protects them is not the group but the fencing of
// their writers: a member that was away too long finds its commits refused. Used by kafka-log.ts.

import type { Clock, Membership, MembershipOptions } from '../../ports.ts';
import { type Claim, openAssigner } from './cooperative-assigner.ts';
import { kafkaCodeOf, kafkaCodes, toOutside } from './failures.ts';
import { type ConsumerGroup, internals, retry } from './kafkajs.ts';
import type { Links } from './links.ts';
import { type Source, TaskInputs } from './task-inputs.ts';
import { runTask, type TaskWork } from './task-runner.ts';

export type GroupOptions = Pick<TaskWork, 'counts' | 'patience'> & {
  readonly source: Source;
  readonly links: Links;
  readonly clock: Clock;
  readonly sessionMs: number;
};

/** How long a rebalance waits for members that live but do not come. */
const rebalanceMs = 30_000;
const heartbeatsPerSession = 12;
const leaveMsMax = 2_000;

type Running = {
  readonly stop: AbortController;
  state: 'running' | 'done' | 'ended';
  ended: Promise<void>;
};

export class GroupMember {
  readonly #options: MembershipOptions;
  readonly #around: GroupOptions;
  readonly #group: ConsumerGroup;
  readonly #tasks = new Map<number, Running>();
  readonly #leaving = new AbortController();
  #generation = -1;
  #failure: { readonly cause: unknown } | undefined;
  /** Ends the pause between two heartbeats: there is something to do now. */
  #wake = new AbortController();
  #mustJoin = true;
  /** A join is under way: nothing else is answered on its connection before it is over. */
  #isJoining = false;

  constructor(options: MembershipOptions, around: GroupOptions) {
    this.#options = options;
    this.#around = around;
    const assigner = openAssigner(around.counts, () => this.#claim());
    this.#group = new internals.ConsumerGroup({
      retry,
      cluster: around.links.cluster,
      groupId: options.group,
      topics: [...options.topics],
      topicConfigurations: {},
      logger: internals.logger,
      instrumentationEmitter: new internals.Emitter(),
      assigners: [assigner],
      sessionTimeout: around.sessionMs,
      rebalanceTimeout: rebalanceMs,
      autoCommit: false,
      metadataMaxAge: 300_000,
    });
  }

  start(): Membership {
    const finished = this.#live();
    // Whoever awaits `finished` or leave() gets the error; without anybody it must not be one of
    // the unhandled rejections, which end the process in the middle of other tasks' work.
    finished.catch(() => undefined);
    return {
      finished,
      leave: () => {
        this.#leaving.abort();
        this.#wake.abort();
        return finished;
      },
    };
  }

  async #live(): Promise<void> {
    try {
      while (!this.#isOver()) await this.#turn();
    } catch (error) {
      this.#failure ??= { cause: error };
    }
    await this.#stopAll();
    await this.#leaveGroup();
    if (this.#failure !== undefined) throw this.#failure.cause;
  }

  /** Told to leave, failed, or done with all it ever had: with none it waits for some. */
  #isOver(): boolean {
    if (this.#leaving.signal.aborted || this.#failure !== undefined) return true;
    const states = [...this.#tasks.values()].map(({ state }) => state);
    return states.length > 0 && states.every((state) => state === 'done');
  }

  async #turn(): Promise<void> {
    if (this.#mustJoin) await this.#join();
    await this.#pause();
    if (this.#mustJoin || this.#isOver()) return;
    await this.#heartbeat();
  }

  async #pause(): Promise<void> {
    if (this.#mustJoin) return;
    const everyMs = this.#around.sessionMs / heartbeatsPerSession;
    await this.#around.clock.sleep(everyMs, this.#wake.signal);
    if (!this.#leaving.signal.aborted) this.#wake = new AbortController();
  }

  async #join(): Promise<void> {
    const { patience, links } = this.#around;
    const doing = `joining the group ${this.#options.group}`;
    this.#mustJoin = false;
    for (let tries = 1; !this.#isOver(); tries += 1) {
      try {
        await links.connect();
        await links.cluster.addMultipleTargetTopics(this.#options.topics);
        if (!(await this.#joined())) return;
        patience.recovered();
        this.#generation = this.#group.generationId ?? -1;
        return await this.#apply(tasksOf(this.#group));
      } catch (error) {
        // A restarted broker may know nothing of us any more.
        if (isLost(error)) await this.#lose();
        await patience.pause(toOutside(error, doing), tries, this.#leaving.signal);
      }
    }
  }

  /** False where we are told to leave meanwhile: a join can wait long for a member that is dead. */
  async #joined(): Promise<boolean> {
    const left = Promise.withResolvers<void>();
    const leave = (): void => left.resolve();
    this.#leaving.signal.addEventListener('abort', leave, { once: true });
    this.#isJoining = true;
    try {
      const joining = this.#group.joinAndSync().then(() => true as const);
      return (await Promise.race([joining, left.promise])) === true;
    } finally {
      this.#leaving.signal.removeEventListener('abort', leave);
      if (!this.#leaving.signal.aborted) this.#isJoining = false;
    }
  }

  /** Releases what is gone, and asks for another round in which others can have it. */
  async #apply(assigned: ReadonlySet<number>): Promise<void> {
    const gone = [...this.#tasks].filter(([number]) => !assigned.has(number));
    for (const number of assigned) if (!this.#tasks.has(number)) this.#startTask(number);
    if (gone.length === 0) return;
    for (const [, { stop }] of gone) stop.abort();
    // Not awaited: heartbeats must go on while a task finishes what it has in hand.
    Promise.all(gone.map(([, { ended }]) => ended)).then(() => {
      for (const [number, running] of gone) {
        if (this.#tasks.get(number) === running) this.#tasks.delete(number);
      }
      this.#rejoin();
    });
  }

  #startTask(number: number): void {
    const running: Running = {
      stop: new AbortController(),
      state: 'running',
      ended: Promise.resolve(),
    };
    this.#tasks.set(number, running);
    running.ended = this.#runTask(number, running);
  }

  async #runTask(number: number, running: Running): Promise<void> {
    const { source, counts, patience, clock } = this.#around;
    const openInputs: TaskWork['openInputs'] = (places, maxBytes) =>
      new TaskInputs(source, places, maxBytes);
    const work = { openInputs, options: this.#options, counts, patience, clock };
    try {
      const outcome = await runTask(work, number, running.stop.signal);
      running.state = outcome === 'done' ? 'done' : 'ended';
      if (outcome === 'done') this.#wake.abort();
      if (outcome === 'fenced') this.#forget(number, running);
    } catch (error) {
      running.state = 'ended';
      this.#failure ??= { cause: error };
      this.#wake.abort();
    }
  }

  /** Another has it: only the group can say whether it is to be ours again. */
  #forget(number: number, running: Running): void {
    if (this.#tasks.get(number) === running) this.#tasks.delete(number);
    this.#rejoin();
  }

  #rejoin(): void {
    this.#mustJoin = true;
    this.#wake.abort();
  }

  async #heartbeat(): Promise<void> {
    try {
      await this.#group.heartbeat({ interval: 0 });
    } catch (error) {
      if (isLost(error)) await this.#lose();
      else if (!isRebalancing(error)) {
        const outside = toOutside(error, 'a heartbeat');
        await this.#around.patience.pause(outside, 1, this.#leaving.signal);
      }
      this.#mustJoin = true;
    }
  }

  /** The group goes on without us: what we had is others' by now. */
  async #lose(): Promise<void> {
    await this.#stopAll();
    this.#tasks.clear();
    this.#group.memberId = null;
  }

  async #stopAll(): Promise<void> {
    const all = [...this.#tasks.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #leaveGroup(): Promise<void> {
    try {
      if (this.#isJoining) return;
      await Promise.race([this.#group.leave(), this.#around.clock.sleep(leaveMsMax)]);
    } catch (error) {
      // The session runs out by itself; a process that ends must not wait for it.
      this.#around.patience.gaveUp(toOutside(error, 'leaving the group'));
    }
  }

  #claim(): Claim {
    const owned = [...this.#tasks.keys()];
    return { instance: this.#options.instance, owned, generation: this.#generation };
  }
}

function tasksOf(group: ConsumerGroup): ReadonlySet<number> {
  return new Set(group.assigned().flatMap(({ partitions }) => partitions));
}

function isLost(error: unknown): boolean {
  const code = kafkaCodeOf(error);
  return code === kafkaCodes.unknownMember || code === kafkaCodes.illegalGeneration;
}

function isRebalancing(error: unknown): boolean {
  const code = kafkaCodeOf(error);
  return code === kafkaCodes.rebalanceInProgress || code === kafkaCodes.notCoordinator;
}
