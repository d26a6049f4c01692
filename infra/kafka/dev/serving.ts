// Waits until a cluster serves in full: every broker known, every partition of the internal topics
// with a coordinator that has read it. After that no client meets "loading" or "not available".
// Used by start-kafka.ts.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  askCluster,
  askCoordinator,
  type CoordinatorKind,
  isGroupLoaded,
  isTransactionLoaded,
} from './ask-broker.ts';
import { coordinatorPartitions } from './broker-settings.ts';

export type Serving = {
  /** Open ports, where no login is asked for, in order of the brokers' ids from 1. */
  readonly ports: readonly number[];
  /** Somebody else's may answer where a port was taken meanwhile. */
  readonly clusterId: string;
  readonly msMax: number;
  /** Why it will never serve, as soon as that is known. */
  readonly failure: () => string | undefined;
};

/** The reason why not; undefined when it serves. */
export async function whenServing(serving: Serving): Promise<string | undefined> {
  const until = Date.now() + serving.msMax;
  for (;;) {
    const failure = serving.failure();
    if (failure !== undefined) return failure;
    const lack = await lackOf(serving).catch((error: Error) => error.message);
    if (lack === undefined) return undefined;
    if (Date.now() > until) return `it does not serve after ${serving.msMax / 1000} s: ${lack}`;
    await sleep(40);
  }
}

async function lackOf({ ports, clusterId }: Serving): Promise<string | undefined> {
  for (const port of ports) {
    const { clusterId: answering, brokerIds } = await askCluster(port);
    if (answering !== clusterId) return `another cluster answers on port ${port}`;
    const known = brokerIds.length;
    if (known < ports.length) return `broker ${port} knows of ${known} brokers`;
  }
  for (let i = 0; i < coordinatorPartitions; i++) {
    // Ids that differ in their last character only have hashes that follow each other, which
    // makes one for each partition.
    for (const kind of ['group', 'transaction'] as const) {
      if (!(await isCoordinated(ports, kind, `molecatcher-serving-${i}`))) {
        return `no coordinator for each ${kind}`;
      }
    }
  }
  return undefined;
}

async function isCoordinated(
  ports: readonly number[],
  kind: CoordinatorKind,
  id: string,
): Promise<boolean> {
  const { error, brokerId } = await askCoordinator(ports[0] ?? 0, kind, id);
  const port = ports[brokerId - 1];
  if (error !== 0 || port === undefined) return false;
  return kind === 'group' ? isGroupLoaded(port, id) : isTransactionLoaded(port, id);
}
