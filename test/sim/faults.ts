// What goes wrong, when and for how long: drawn from the seed. All of it is over before the end.

import type { Random } from '../../src/lab/random.ts';
import type { Trace } from './trace.ts';

/** What faults are done to. */
export type Victims = {
  readonly processes: readonly string[];
  readonly sources: number;
  readonly users: number;
  kill(process: string, awayMs: number): void;
  hold(process: string, ms: number): void;
  restart(process: string): void;
  steal(group: string, task: number): void;
  skew(process: string, ms: number): void;
  brokerAway(ms: number): void;
  registryAway(ms: number): void;
  clickhouseAway(ms: number): void;
  clickhouseRestart(): void;
  diskFull(ms: number): void;
};

type Fault = (victims: Victims, random: Random) => string;

const faults: Readonly<Record<string, Fault>> = {
  kill(victims, random) {
    const process = random.pick(victims.processes);
    victims.kill(process, 200 + random.below(14_000));
    return process;
  },
  hold(victims, random) {
    const process = random.pick(victims.processes);
    victims.hold(process, 500 + random.below(20_000));
    return process;
  },
  restart(victims, random) {
    const process = random.pick(victims.processes);
    victims.restart(process);
    return process;
  },
  steal(victims, random) {
    const group = random.pick(['enrich', 'detect', 'archive', 'population', 'inband']);
    const tasks = { enrich: victims.sources, population: 1, inband: 1 }[group] ?? victims.users;
    const task = random.below(tasks);
    victims.steal(group, task);
    return `${group}-${task}`;
  },
  'clock-jump'(victims, random) {
    const process = random.pick(victims.processes);
    const ms = random.below(240_000) - 120_000;
    victims.skew(process, ms);
    return `${process} ${ms}`;
  },
  'broker-away'(victims, random) {
    victims.brokerAway(500 + random.below(8_000));
    return '';
  },
  'registry-away'(victims, random) {
    victims.registryAway(500 + random.below(15_000));
    return '';
  },
  'clickhouse-away'(victims, random) {
    victims.clickhouseAway(500 + random.below(15_000));
    return '';
  },
  'clickhouse-restart'(victims) {
    victims.clickhouseRestart();
    return '';
  },
  'disk-full'(victims, random) {
    victims.diskFull(500 + random.below(8_000));
    return '';
  },
};

/** Does one of them. */
export function strike(victims: Victims, random: Random, trace: Trace): void {
  const name = random.pick(Object.keys(faults));
  trace.add('fault', name, faults[name]!(victims, random));
}
