// The only way in to kafkajs, and the list of what we take from it: connections with TLS and SASL,
// metadata, coordinators, the group protocol and its requests. Its consumer, its producer and its
// decoding of records are not used: they lose, leak and hang (docs/decisions/kafka-data-path.md
// names the three cases, test/adapters/kafka shows each of them).
//
// What is taken is internal to kafkajs, so exactly one version will do, and one file of it is
// mended on the way: its content is checked before. Used by the other files of this folder.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { assert } from '../../core/assert.ts';
import type { WireRequest } from './wire-request.ts';

const version = '2.2.4';
/** SHA-256 of the file that is mended. */
const requestQueueHash = 'b55986089c14f8f7bfc377922e2e65b3e4c1e7c7af2752d3b10a75dfe9e9260c';

export type Broker = {
  readonly nodeId: number;
  readonly connectionPool: {
    readonly host: string;
    readonly port: number;
    send<T>(request: WireRequest<T>): Promise<T>;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  initProducerId(request: {
    readonly transactionalId: string;
    readonly transactionTimeout: number;
  }): Promise<ProducerIdentity>;
  endTxn(request: Transaction & { readonly transactionResult: boolean }): Promise<unknown>;
};

/** kafkajs keeps producer ids in an own class of 64-bit numbers, which we only pass on. */
export type ProducerId = { toString(): string };
export type ProducerIdentity = { readonly producerId: ProducerId; readonly producerEpoch: number };
export type Transaction = ProducerIdentity & { readonly transactionalId: string };

export type Cluster = {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  getNodeIds(): readonly string[];
  findBroker(options: { readonly nodeId: number | string }): Promise<Broker>;
  findControllerBroker(): Promise<Broker>;
  findGroupCoordinator(options: {
    readonly groupId: string;
    /** 0, as where nothing is said: of a consumer group; 1: of a transactional id. */
    readonly coordinatorType?: 0 | 1;
  }): Promise<Broker>;
  readonly brokerPool: {
    readonly brokers: Readonly<Record<string, Broker>>;
    /** Begins anew, with the next of the addresses. */
    createSeedBroker(): Promise<void>;
  };
};

export type Member = { readonly memberId: string; readonly memberMetadata: Buffer };

export type Assigner = {
  readonly name: string;
  protocol(options: { readonly topics: readonly string[] }): {
    readonly name: string;
    readonly metadata: Buffer;
  };
  assign(options: {
    readonly members: readonly Member[];
  }): Promise<readonly { readonly memberId: string; readonly memberAssignment: Buffer }[]>;
};

/** One member of a consumer group: the protocol alone, without kafkajs's fetching around it. */
export type ConsumerGroup = {
  generationId: number | null;
  memberId: string | null;
  connect(): Promise<void>;
  joinAndSync(): Promise<void>;
  heartbeat(options: { readonly interval: number }): Promise<void>;
  leave(): Promise<void>;
  assigned(): readonly { readonly topic: string; readonly partitions: readonly number[] }[];
};

export type Admin = {
  createTopics(options: {
    readonly topics: readonly {
      readonly topic: string;
      readonly numPartitions: number;
      readonly replicationFactor: number;
      readonly configEntries: readonly { readonly name: string; readonly value: string }[];
    }[];
    readonly waitForLeaders: boolean;
    readonly timeout: number;
  }): Promise<boolean>;
  createPartitions(options: {
    readonly topicPartitions: readonly { readonly topic: string; readonly count: number }[];
    readonly validateOnly: boolean;
    readonly timeout: number;
  }): Promise<unknown>;
  describeGroups(groups: readonly string[]): Promise<{
    readonly groups: readonly { readonly members: readonly unknown[] }[];
  }>;
  describeConfigs(options: {
    readonly includeSynonyms: boolean;
    readonly resources: readonly { readonly type: 2; readonly name: string }[];
  }): Promise<{
    readonly resources: readonly {
      readonly configEntries: readonly {
        readonly configName: string;
        readonly configValue: string;
      }[];
    }[];
  }>;
};

type Encoding<T> = { encode(value: T): Buffer };
type Retry = { readonly retries: number; readonly initialRetryTime: number };

type Internals = {
  readonly Cluster: new (options: Readonly<Record<string, unknown>>) => Cluster;
  readonly ConsumerGroup: new (options: Readonly<Record<string, unknown>>) => ConsumerGroup;
  readonly createAdmin: (options: Readonly<Record<string, unknown>>) => Admin;
  readonly Emitter: new () => object;
  readonly logger: object;
  readonly socketFactory: object;
  readonly MemberMetadata: Encoding<{
    readonly version: number;
    readonly topics: readonly string[];
    readonly userData: Buffer;
  }> & { decode(bytes: Buffer): { readonly userData: Buffer | null } };
  readonly MemberAssignment: Encoding<{
    readonly version: number;
    readonly assignment: Readonly<Record<string, readonly number[]>>;
    readonly userData: Buffer;
  }>;
};

/** NODE_ENV=test changes kafkajs's defaults, so nothing is left to them. */
export const retry: Retry = { retries: 3, initialRetryTime: 100 };

export const internals: Internals = load();

function load(): Internals {
  const require = createRequire(import.meta.url);
  const found = (require('kafkajs/package.json') as { readonly version: string }).version;
  assert(found === version, `kafkajs is ${found}, but this works with ${version} only`);
  mendRequestQueue(require);
  const loggers = require('kafkajs/src/loggers') as {
    createLogger(options: object): object;
    readonly LEVELS: { readonly NOTHING: number };
  };
  const { MemberMetadata, MemberAssignment } = require('kafkajs/src/consumer/assignerProtocol');
  return {
    Cluster: require('kafkajs/src/cluster'),
    ConsumerGroup: require('kafkajs/src/consumer/consumerGroup'),
    createAdmin: require('kafkajs/src/admin'),
    Emitter: require('kafkajs/src/instrumentation/emitter'),
    // It reports as errors what it then recovers from; what it does not, it throws.
    logger: loggers.createLogger({
      level: loggers.LEVELS.NOTHING,
      logCreator: () => () => undefined,
    }),
    socketFactory: (require('kafkajs/src/network/socketFactory') as () => object)(),
    MemberMetadata,
    MemberAssignment,
  };
}

type RequestQueue = {
  pending: readonly unknown[];
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
};

/**
 * Each connection of kafkajs wakes the process every millisecond, even with nothing to send: the
 * check for waiting requests schedules itself again. Sixty idle connections cost a tenth of a core.
 */
function mendRequestQueue(require: NodeJS.Require): void {
  const path = require.resolve('kafkajs/src/network/requestQueue');
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  assert(hash === requestQueueHash, `${path} is not the file that is to be mended`);
  const { prototype } = require(path) as { readonly prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleIfNeeded(this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
