// Which ports a cluster of a person gets. They stay from one start to the next, since programs and
// shells have been told them; what was asked for by number is refused where somebody has it.
// Used by dev-cluster.ts.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Books } from './cluster-books.ts';
import { KafkaTrouble } from './kafka-trouble.ts';
import { freePorts, isAnswering, isFree } from './ports.ts';

type Ports = { readonly ports: readonly number[]; readonly registryPort: number };

/** What of Kafka and the registry runs and is left alone: of three brokers all or none. */
export type Running = { readonly hasKafka: boolean; readonly hasRegistry: boolean };

export type PortWishes = {
  /** Of the first broker; the others have the next ones. */
  readonly port?: number;
  readonly registryPort?: number;
  /** Ports to have where nothing is said and nobody else has them. */
  readonly wishes?: { readonly port: number; readonly registryPort: number };
};

type PortsAsked = { readonly brokers: number; readonly running: Running };

/** Those of what runs; else as given, as last time, as wished, or any that are free. */
export async function portsFor(
  { port, registryPort, wishes }: PortWishes,
  before: Books,
  { brokers, running }: PortsAsked,
): Promise<Ports> {
  const last = before.brokers.map(portOf);
  const lastRegistry = portOf(before.registry);
  const ports = running.hasKafka
    ? last
    : await portsOf(brokers, {
        given: port,
        last: last.length === brokers ? last : undefined,
        wish: wishes?.port,
      });
  const [own = 0] = running.hasRegistry
    ? [lastRegistry]
    : await portsOf(1, {
        given: registryPort,
        last: lastRegistry > 0 ? [lastRegistry] : undefined,
        wish: wishes?.registryPort,
      });
  return { ports, registryPort: own };
}

type PortChoice = {
  readonly given: number | undefined;
  readonly last: readonly number[] | undefined;
  readonly wish: number | undefined;
};

async function portsOf(
  count: number,
  { given, last, wish }: PortChoice,
): Promise<readonly number[]> {
  if (given === undefined) {
    // Of a process that was killed a moment ago connections may still be closing.
    if (last !== undefined && (await areFreeWithin(last, releaseMsMax))) return last;
    return firstFree([
      ...(wish === undefined ? [] : [following(wish, count)]),
      await freePorts(count),
    ]);
  }
  for (const port of following(given, count)) {
    if (!(await isAnswering(port))) continue;
    throw new KafkaTrouble(`Port ${port} is taken: something answers there already.`);
  }
  return following(given, count);
}

const releaseMsMax = 5_000;

async function areFreeWithin(ports: readonly number[], waitMsMax: number): Promise<boolean> {
  for (const until = Date.now() + waitMsMax; ; await sleep(200)) {
    const answers = await Promise.all(ports.map(isFree));
    if (answers.every((one) => one)) return true;
    if (Date.now() > until) return false;
  }
}

async function firstFree(choices: readonly (readonly number[])[]): Promise<readonly number[]> {
  for (const ports of choices) {
    const answers = await Promise.all(ports.map(isFree));
    if (answers.every((one) => one)) return ports;
  }
  throw new KafkaTrouble('No free port was found on 127.0.0.1.');
}

function following(port: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => port + i);
}

/** Port in an address, of a broker or of the registry. */
export function portOf(address: string): number {
  return Number(/:(\d+)(?:\/|$)/.exec(address)?.[1] ?? 0);
}
