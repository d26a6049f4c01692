// The groups of the simulated broker. Tasks are run by the runner of the Kafka adapter; who owns
// which is decided here, as a coordinator does it: from what it hears, which may be wrong. A member
// that is held up loses its tasks to others while it still believes to have them.

import { Patience } from '../../src/adapters/kafka/patience.ts';
import { runTask, type TaskWork } from '../../src/adapters/kafka/task-runner.ts';
import { assert } from '../../src/core/assert.ts';
import { assignTasks } from '../../src/core/assign-tasks.ts';
import type { Membership, MembershipOptions } from '../../src/ports.ts';
import type { Broker } from './broker.ts';
import type { Scheduler } from './scheduler.ts';
import { SimInputs } from './sim-inputs.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';

export type GroupWorld = {
  readonly scheduler: Scheduler;
  readonly broker: Broker;
  readonly trace: Trace;
  violation(what: string): void;
};

type Running = { readonly stop: AbortController; readonly ended: Promise<void> };

type Member = {
  readonly who: SimProcess;
  readonly options: MembershipOptions;
  readonly running: Map<number, Running>;
  readonly closed: AbortController;
  readonly done: PromiseWithResolvers<void>;
  /** Whether the coordinator counts it in. */
  isIn: boolean;
  isLeaving: boolean;
  hasWorked: boolean;
};

const heartbeatMs = 700;

export class SimGroups {
  readonly #world: GroupWorld;
  readonly #groups = new Map<string, Group>();
  /** Who was fenced from what, and has not been given it anew. */
  readonly #fenced = new Set<string>();

  constructor(world: GroupWorld) {
    this.#world = world;
  }

  async join(who: SimProcess, options: MembershipOptions): Promise<Membership> {
    const topics = await Promise.all(
      options.topics.map((name) => this.#world.broker.log.topic(name)),
    );
    await who.gate();
    const counts = new Map(topics.map((topic) => [topic!.name, topic!.partitions]));
    const { group: name } = options;
    const group = this.#groups.get(name) ?? new Group(this.#world, this.#fenced, counts);
    this.#groups.set(name, group);
    return group.join(who, options);
  }

  /** The session of a process is over: nobody has heard of it. */
  expel(who: SimProcess): void {
    for (const group of this.#groups.values()) group.expel(who);
  }

  /** A process that lives hears that it was expelled. */
  hear(who: SimProcess): void {
    for (const group of this.#groups.values()) group.hear(who);
  }

  /** Gives a task to another at once, as when heartbeats were lost. */
  steal(group: string, task: number): void {
    this.#groups.get(group)?.steal(task);
  }

  noteFenced(who: SimProcess, id: string): void {
    this.#fenced.add(`${who.life} ${id}`);
  }

  noteWriter(who: SimProcess, id: string): void {
    if (!this.#fenced.has(`${who.life} ${id}`)) return;
    this.#world.violation(`${who.name} was fenced from ${id} and takes it again by itself`);
  }
}

class Group {
  readonly #world: GroupWorld;
  readonly #fenced: Set<string>;
  readonly #counts: ReadonlyMap<string, number>;
  readonly #members = new Map<string, Member>();
  readonly #owners = new Map<number, Member>();
  readonly #done = new Set<number>();

  constructor(world: GroupWorld, fenced: Set<string>, counts: ReadonlyMap<string, number>) {
    this.#world = world;
    this.#fenced = fenced;
    this.#counts = counts;
  }

  join(who: SimProcess, options: MembershipOptions): Membership {
    const member: Member = {
      who,
      options,
      running: new Map(),
      closed: new AbortController(),
      done: Promise.withResolvers<void>(),
      isIn: true,
      isLeaving: false,
      hasWorked: false,
    };
    member.done.promise.catch(() => undefined);
    // Who comes back under its name is a new member: what it had before is lost with it.
    const before = this.#members.get(options.instance);
    if (before !== undefined) this.#forget(before);
    this.#members.set(options.instance, member);
    this.#rebalance();
    return { finished: member.done.promise, leave: () => this.#leave(member) };
  }

  expel(who: SimProcess): void {
    const member = this.#of(who);
    if (member === undefined || !member.isIn) return;
    this.#forget(member);
    this.#rebalance();
  }

  async hear(who: SimProcess): Promise<void> {
    const member = this.#of(who);
    if (member === undefined || member.isIn || member.isLeaving) return;
    await who.clock.sleep(who.random.below(heartbeatMs));
    await this.#stopAll(member);
    if (member.isLeaving) return;
    member.isIn = true;
    this.#rebalance();
  }

  steal(task: number): void {
    const owner = this.#owners.get(task);
    const others = [...this.#members.values()].filter((one) => one.isIn && one !== owner);
    const [other] = others;
    if (owner === undefined || other === undefined) return;
    this.#owners.set(task, other);
    this.#start(task, other);
    // It hears of it with its next heartbeat, unless it is fenced before.
    const running = owner.running.get(task);
    this.#world.scheduler.sleep(heartbeatMs).then(() => running?.stop.abort());
  }

  #of(who: SimProcess): Member | undefined {
    return [...this.#members.values()].find((member) => member.who === who);
  }

  #forget(member: Member): void {
    member.isIn = false;
    for (const [task, owner] of this.#owners) if (owner === member) this.#owners.delete(task);
  }

  async #leave(member: Member): Promise<void> {
    member.isLeaving = true;
    await this.#stopAll(member);
    member.closed.abort();
    this.#forget(member);
    if (this.#members.get(member.options.instance) === member) {
      this.#members.delete(member.options.instance);
    }
    if (this.#members.size === 0) this.#done.clear();
    this.#rebalance();
    member.done.resolve();
    return member.done.promise;
  }

  async #stopAll(member: Member): Promise<void> {
    const all = [...member.running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.all(all.map(({ ended }) => ended));
  }

  #rebalance(): void {
    const members = [...this.#members.values()].filter(({ isIn, isLeaving }) => isIn && !isLeaving);
    const owners = [...this.#owners].map(
      ([task, { options }]) => [task, options.instance] as const,
    );
    const target = assignTasks(
      this.#openTasks(),
      members.map(({ options }) => options.instance),
      new Map(owners),
    );
    for (const [task, owner] of this.#owners) {
      if (target.get(task) !== owner.options.instance) owner.running.get(task)?.stop.abort();
    }
    for (const [task, instance] of target) {
      if (this.#owners.has(task)) continue;
      const member = this.#members.get(instance)!;
      this.#owners.set(task, member);
      this.#start(task, member);
    }
    for (const member of members) {
      const isIdle = member.running.size === 0;
      if (this.#openTasks().length === 0 && isIdle && member.hasWorked) member.done.resolve();
    }
  }

  #openTasks(): readonly number[] {
    const count = Math.max(0, ...this.#counts.values());
    return Array.from({ length: count }, (_, task) => task).filter((task) => !this.#done.has(task));
  }

  #start(task: number, member: Member): void {
    if (member.running.has(task)) {
      // It still gives up what it had; the coordinator asks again once it is through.
      this.#owners.delete(task);
      return;
    }
    const stop = new AbortController();
    const ended = this.#run(task, member, stop.signal);
    member.running.set(task, { stop, ended });
    member.hasWorked = true;
  }

  async #run(task: number, member: Member, stop: AbortSignal): Promise<void> {
    const { scheduler, trace } = this.#world;
    const { group } = member.options;
    const place = `${group}-${task}`;
    await scheduler.sleep(member.who.random.below(heartbeatMs));
    this.#fenced.delete(`${member.who.life} ${place}`);
    trace.add(member.who.name, 'task-started', place);
    let outcome: string;
    try {
      outcome = await runTask(this.#workOf(member), task, stop);
    } catch (error) {
      member.done.reject(error);
      outcome = `failed: ${(error as Error).message}`;
    }
    trace.add(member.who.name, 'task-ended', `${place} ${outcome}`);
    member.running.delete(task);
    if (outcome === 'done') this.#done.add(task);
    if (this.#owners.get(task) === member) this.#owners.delete(task);
    this.#rebalance();
  }

  #workOf({ who, options, closed }: Member): TaskWork {
    const { broker } = this.#world;
    const { clock } = who;
    assert(!closed.signal.aborted, 'a member that has left runs nothing');
    const telemetry = { emit: () => undefined };
    return {
      openInputs: (places, maxBytes) => new SimInputs({ who, broker }, places, maxBytes),
      options,
      counts: this.#counts,
      patience: new Patience({ clock, telemetry, isPatient: true, closed: closed.signal }),
      clock,
    };
  }
}
