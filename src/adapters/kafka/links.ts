// Connections to all brokers for one purpose. A broker answers the requests of a connection one
// after another, so whatever may wait long (a fetch at the end of a topic, a join) has links of its
// own and holds up nobody else. Used by the other files of this folder.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CoordinatorKind,
  coordinatorKinds,
  coordinatorRequest,
} from './coordinator-request.ts';
import { connecting, isSilence } from './failure-words.ts';
import { kafkaCodes, kafkaFailure, toOutside } from './failures.ts';
import { type Admin, type Broker, type Cluster, internals, retry } from './kafkajs.ts';
import type { WireRequest } from './wire-request.ts';

export type LinkOptions = {
  readonly brokers: readonly string[];
  readonly tls?: TlsOptions | undefined;
  readonly sasl?: SaslOptions | undefined;
};

/** PEM texts. Without `ca` the authorities count that Node trusts. */
export type TlsOptions = {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
};

export type SaslOptions = {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
};

const clientId = 'molecatcher';
const connectMsMax = 5_000;
/** What may take longer, as a join or a fetch, says so itself. */
const requestMsMax = 10_000;
const metadataMsMax = 300_000;
const closeMsMax = 1_000;

export class Links {
  readonly cluster: Cluster;
  readonly #coordinators = new Map<string, Broker>();
  #turn = 0;

  constructor(options: LinkOptions) {
    const cluster: Cluster = new internals.Cluster({
      logger: internals.logger,
      socketFactory: internals.socketFactory,
      brokers: [...options.brokers],
      ssl: sslOf(options.tls),
      sasl: options.sasl === undefined ? undefined : { ...options.sasl },
      clientId,
      connectionTimeout: connectMsMax,
      authenticationTimeout: connectMsMax,
      reauthenticationThreshold: 10_000,
      requestTimeout: requestMsMax,
      enforceRequestTimeout: true,
      metadataMaxAge: metadataMsMax,
      retry,
      allowAutoTopicCreation: false,
      maxInFlightRequests: null,
      isolationLevel: 1,
      instrumentationEmitter: null,
      offsets: new Map(),
    });
    // kafkajs's consumer groups ask it too.
    cluster.findGroupCoordinator = ({ groupId, coordinatorType = coordinatorKinds.group }) =>
      this.#findCoordinator(groupId, coordinatorType);
    this.cluster = cluster;
  }

  async connect(): Promise<void> {
    try {
      await this.cluster.connect();
      await this.cluster.refreshMetadataIfNecessary();
    } catch (error) {
      await this.#forgetSilent(error);
      throw toOutside(error, connecting);
    }
  }

  /** Without this kafkajs would stay with a broker that took the connection and said no more. */
  async #forgetSilent(error: unknown): Promise<void> {
    if (error instanceof Error && isSilence(error))
      await this.cluster.brokerPool.createSeedBroker();
  }

  /** Sends one request of ours to one broker. */
  async send<T>(nodeId: number, request: WireRequest<T>): Promise<T> {
    return this.ask(
      () => this.broker(nodeId),
      (broker) => broker.connectionPool.send(request),
    );
  }

  /** Sends a request to any broker: to the next one where the last one failed. */
  async sendToAny<T>(request: WireRequest<T>): Promise<T> {
    try {
      return await this.ask(
        () => this.anyBroker(),
        (broker) => broker.connectionPool.send(request),
      );
    } catch (error) {
      this.#turn += 1;
      throw error;
    }
  }

  /** Errors come out as OutsideErrors; a connection that was closed is opened anew next time. */
  async ask<T>(find: () => Promise<Broker>, use: (broker: Broker) => Promise<T>): Promise<T> {
    let broker: Broker | undefined;
    try {
      broker = await find();
      return await use(broker);
    } catch (error) {
      const name = (error as Error).name;
      if (broker !== undefined && name === 'KafkaJSConnectionClosedError') {
        await broker.disconnect();
      }
      throw toOutside(error, 'asking Kafka');
    }
  }

  async broker(nodeId: number): Promise<Broker> {
    const { brokers } = this.cluster.brokerPool;
    if (!(nodeId in brokers)) await this.connect();
    // One that came after we did.
    if (!(nodeId in brokers)) await this.cluster.refreshMetadata();
    return this.cluster.findBroker({ nodeId });
  }

  async anyBroker(): Promise<Broker> {
    await this.connect();
    let failure: unknown;
    const nodeIds = this.cluster.getNodeIds();
    for (let i = 0; i < nodeIds.length; i += 1) {
      const nodeId = nodeIds[(this.#turn + i) % nodeIds.length]!;
      try {
        return await this.cluster.findBroker({ nodeId });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  /** The broker that keeps the transactions of an id; remembered until `forget`. */
  async coordinatorOf(transactionalId: string): Promise<Broker> {
    const known = this.#coordinators.get(transactionalId);
    if (known !== undefined) {
      return this.cluster.findBroker({ nodeId: known.nodeId });
    }
    const found = await this.#findCoordinator(transactionalId, coordinatorKinds.transaction);
    this.#coordinators.set(transactionalId, found);
    return found;
  }

  async #findCoordinator(id: string, kind: CoordinatorKind): Promise<Broker> {
    const { errorCode, nodeId } = await this.sendToAny(coordinatorRequest(id, kind));
    if (errorCode !== kafkaCodes.none) {
      const thing = kind === coordinatorKinds.group ? 'group' : 'transactional id';
      throw kafkaFailure(errorCode, `Kafka does not let us use the ${thing} ${id}`);
    }
    return this.broker(nodeId);
  }

  forgetCoordinator(transactionalId: string): void {
    this.#coordinators.delete(transactionalId);
  }

  admin(): Admin {
    return internals.createAdmin({
      logger: internals.logger,
      instrumentationEmitter: new internals.Emitter(),
      retry,
      cluster: this.cluster,
    });
  }

  /** Waits for answers that are still out, but not for long. */
  async close(): Promise<void> {
    await Promise.race([this.cluster.disconnect(), sleep(closeMsMax, undefined, { ref: false })]);
  }
}

function sslOf(tls: TlsOptions | undefined): object | undefined {
  if (tls === undefined) return undefined;
  return {
    ...(tls.ca === undefined ? {} : { ca: [tls.ca] }),
    ...(tls.certificate === undefined ? {} : { cert: tls.certificate }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  };
}
