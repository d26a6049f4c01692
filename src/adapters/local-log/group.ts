// A group of members that share the tasks of some topics. Membership lives in memory: all members
// of a local log are in its process.
//
//   join, leave, crash, task done ──▶ rebalance ──▶ give up what another should own
//                                        ▲              │ (finish the call in hand, release)
//                                        └──────────────┘ then the new owner takes it
//
// A task has one owner at a time: the next take() comes after the last release(). Used by
// local-log.ts.

import { assert } from '../../core/assert.ts';
import { assignTasks } from '../../core/assign-tasks.ts';
import type { Membership, MembershipOptions } from '../../ports.ts';
import type { LogState } from './log-state.ts';
import { runTask } from './task-runner.ts';

type Member = {
  readonly options: MembershipOptions;
  readonly taskCount: number;
  /** It has owned a task: with none left it is finished, while a standby waits for one. */
  hasWorked: boolean;
  isEnding: boolean;
  error: { readonly cause: unknown } | undefined;
  readonly finished: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

type Ownership = { readonly member: Member; readonly stop: AbortController };

export class Group {
  readonly #log: LogState;
  readonly #members = new Map<string, Member>();
  readonly #owners = new Map<number, Ownership>();
  readonly #done = new Set<number>();

  constructor(log: LogState) {
    this.#log = log;
  }

  get size(): number {
    return this.#members.size;
  }

  join(options: MembershipOptions): Membership {
    const { instance, group } = options;
    assert(!this.#members.has(instance), `${instance} is in the group ${group} already`);
    const counts = options.topics.map((name) => this.#log.topicOf(name).state.partitions);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const member: Member = {
      options,
      taskCount: Math.max(0, ...counts),
      hasWorked: false,
      isEnding: false,
      error: undefined,
      finished: promise,
      resolve,
      reject,
    };
    // Whoever awaits `finished` or leave() gets the error; without anybody it must not be one of
    // the unhandled rejections, which end the process in the middle of other tasks' work.
    promise.catch(() => undefined);
    this.#members.set(instance, member);
    this.#rebalance();
    return {
      finished: promise,
      leave: () => {
        this.#end(member);
        return promise;
      },
    };
  }

  /** Makes everybody leave. Errors of tasks have their own way out, through `finished`. */
  async leaveAll(): Promise<void> {
    const members = [...this.#members.values()];
    for (const member of members) this.#end(member);
    await Promise.allSettled(members.map(({ finished }) => finished));
  }

  #rebalance(): void {
    const open = [...this.#members.values()].filter(({ isEnding }) => !isEnding);
    const target = assignTasks(
      this.#openTasks(),
      open.map(({ options }) => options.instance),
      new Map([...this.#owners].map(([task, { member }]) => [task, member.options.instance])),
    );
    for (const [task, { member, stop }] of this.#owners) {
      if (target.get(task) !== member.options.instance) stop.abort();
    }
    for (const [task, instance] of target) {
      const member = this.#members.get(instance);
      if (member !== undefined && !this.#owners.has(task)) this.#start(task, member);
    }
    for (const member of open) {
      const instance = member.options.instance;
      const isOut = ![...target.values()].includes(instance);
      if (isOut && (member.hasWorked || this.#isAllDone())) this.#end(member);
    }
  }

  #openTasks(): readonly number[] {
    const count = Math.max(0, ...[...this.#members.values()].map(({ taskCount }) => taskCount));
    return Array.from({ length: count }, (_, task) => task).filter((task) => !this.#done.has(task));
  }

  #isAllDone(): boolean {
    return this.#openTasks().length === 0;
  }

  #start(task: number, member: Member): void {
    const stop = new AbortController();
    this.#owners.set(task, { member, stop });
    member.hasWorked = true;
    runTask(this.#log, member.options, { number: task, stop: stop.signal }).then(
      (outcome) => {
        if (outcome === 'done') this.#done.add(task);
        this.#released(task, member);
      },
      (cause: unknown) => {
        member.error ??= { cause };
        this.#end(member);
        this.#released(task, member);
      },
    );
  }

  #released(task: number, member: Member): void {
    this.#owners.delete(task);
    if (member.isEnding) this.#leaveIfIdle(member);
    this.#rebalance();
  }

  #end(member: Member): void {
    if (member.isEnding) return;
    member.isEnding = true;
    for (const { member: owner, stop } of this.#owners.values()) {
      if (owner === member) stop.abort();
    }
    this.#leaveIfIdle(member);
  }

  #leaveIfIdle(member: Member): void {
    if ([...this.#owners.values()].some(({ member: owner }) => owner === member)) return;
    this.#members.delete(member.options.instance);
    // The next generation of members starts with all tasks again.
    if (this.#members.size === 0) this.#done.clear();
    if (member.error === undefined) member.resolve();
    else member.reject(member.error.cause);
    this.#rebalance();
  }
}
