// Two brokers that speak just enough of Kafka's protocol for one transaction, and follow a script
// that real ones follow only by bad luck: partition 1 moves to broker 1 at the moment when broker 2
// is asked to take its records, and after broker 1 has answered for partition 0.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { ByteReader, ByteWriter } from '../../../src/adapters/kafka/wire-request.ts';

export type ScriptedCluster = {
  readonly brokers: readonly string[];
  /** Partitions whose records a leader has taken. */
  readonly written: readonly number[];
  /** Whether the transaction was committed. */
  isCommitted(): boolean;
  close(): Promise<void>;
};

export const topic = 'scripted';
const keys = {
  produce: 0,
  metadata: 3,
  findCoordinator: 10,
  apiVersions: 18,
  initProducerId: 22,
  addPartitions: 24,
  endTransaction: 26,
  describeTransactions: 65,
} as const;
/** Of each request the only version that is spoken. */
const versions: Readonly<Record<number, readonly [min: number, max: number]>> = {
  [keys.produce]: [7, 7],
  [keys.metadata]: [6, 12],
  [keys.findCoordinator]: [1, 1],
  [keys.apiVersions]: [2, 2],
  [keys.initProducerId]: [1, 1],
  [keys.addPartitions]: [1, 1],
  [keys.endTransaction]: [1, 1],
  [keys.describeTransactions]: [0, 0],
};
const notLeader = 6;
/** Broker 1 has answered by then. */
const slowAnswerMs = 150;

type State = {
  readonly ports: number[];
  readonly written: number[];
  leaderOfSecond: 1 | 2;
  hasCommitted: boolean;
};

type Request = {
  readonly node: 1 | 2;
  readonly key: number;
  readonly version: number;
  readonly body: ByteReader;
};

export async function openScriptedCluster(): Promise<ScriptedCluster> {
  const state: State = { ports: [], written: [], leaderOfSecond: 2, hasCommitted: false };
  const servers = [await listen(1, state), await listen(2, state)];
  const sockets = new Set<Socket>();
  for (const server of servers) server.on('connection', (socket) => sockets.add(socket));
  return {
    brokers: state.ports.map((port) => `127.0.0.1:${port}`),
    written: state.written,
    isCommitted: () => state.hasCommitted,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(node: 1 | 2, state: State): Promise<Server> {
  const server = createServer((socket) => serve(socket, node, state));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.ports[node - 1] = (server.address() as AddressInfo).port;
  return server;
}

function serve(socket: Socket, node: 1 | 2, state: State): void {
  let buffered = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', async (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 4 && buffered.length >= 4 + buffered.readInt32BE(0)) {
      const size = buffered.readInt32BE(0);
      const request = Buffer.from(buffered.subarray(4, 4 + size));
      buffered = buffered.subarray(4 + size);
      await answer(socket, request, { node, state });
    }
  });
}

type Here = { readonly node: 1 | 2; readonly state: State };

async function answer(socket: Socket, request: Buffer, { node, state }: Here): Promise<void> {
  const body = new ByteReader(request);
  const [key, version, correlation] = [body.int16(), body.int16(), body.int32()];
  body.string();
  const response = new ByteWriter().int32(correlation);
  await respond({ node, key, version, body }, response, state);
  const bytes = response.written();
  socket.write(Buffer.concat([new ByteWriter().int32(bytes.length).written(), bytes]));
}

async function respond(request: Request, response: ByteWriter, state: State): Promise<void> {
  const noThrottle = 0;
  switch (request.key) {
    case keys.apiVersions:
      return writeVersions(response);
    case keys.metadata:
      if (request.version === 12) return writeMetadata12(response, state);
      return writeMetadata6(response, state);
    case keys.findCoordinator:
      response.int32(noThrottle).int16(0).string(null).int32(1).string('127.0.0.1');
      response.int32(state.ports[0]!);
      return;
    case keys.initProducerId:
      response.int32(noThrottle).int16(0).int64(7).int16(0);
      return;
    case keys.addPartitions:
      response.int32(noThrottle).int32(1).string(topic).int32(2);
      response.int32(0).int16(0).int32(1).int16(0);
      return;
    case keys.endTransaction:
      state.hasCommitted = true;
      response.int32(noThrottle).int16(0);
      return;
    case keys.describeTransactions:
      response.uvarint(0).int32(noThrottle).uvarint(2).int16(0).compactString('id');
      response.compactString('CompleteCommit').int32(0).int64(0).int64(7).int16(0);
      response.uvarint(1).uvarint(0).uvarint(0);
      return;
    default:
      return takeRecords(request, response, state);
  }
}

/** The leader of a partition takes its records; whoever is not says so, and the leader moves. */
async function takeRecords(request: Request, response: ByteWriter, state: State): Promise<void> {
  const { node, body } = request;
  body.string();
  body.int16();
  body.int32();
  const partitions = body
    .list(() => {
      body.string();
      return body.list(() => {
        const partition = body.int32();
        body.view(body.int32());
        return partition;
      });
    })
    .flat();
  response.int32(1).string(topic).int32(partitions.length);
  const isMoving = node === 2 && state.leaderOfSecond === 2;
  if (isMoving) {
    await new Promise((resolve) => setTimeout(resolve, slowAnswerMs));
    state.leaderOfSecond = 1;
  }
  for (const partition of partitions) {
    const leader = partition === 0 ? 1 : state.leaderOfSecond;
    const isTaken = leader === node;
    if (isTaken) state.written.push(partition);
    response.int32(partition).int16(isTaken ? 0 : notLeader);
    response
      .int64(isTaken ? 0 : -1)
      .int64(-1)
      .int64(0);
  }
  response.int32(0);
}

function writeVersions(response: ByteWriter): void {
  response.int16(0).int32(Object.keys(versions).length);
  for (const [key, [min, max]] of Object.entries(versions)) {
    response.int16(Number(key)).int16(min).int16(max);
  }
  response.int32(0);
}

function writeMetadata6(response: ByteWriter, { ports, leaderOfSecond }: State): void {
  response.int32(0).int32(2);
  for (const node of [1, 2]) {
    response
      .int32(node)
      .string('127.0.0.1')
      .int32(ports[node - 1]!)
      .string(null);
  }
  response.string('cluster').int32(1);
  response.int32(1).int16(0).string(topic).int8(0).int32(2);
  for (const partition of [0, 1]) {
    const leader = partition === 0 ? 1 : leaderOfSecond;
    response.int16(0).int32(partition).int32(leader);
    response.int32(1).int32(leader).int32(1).int32(leader).int32(0);
  }
}

function writeMetadata12(response: ByteWriter, { leaderOfSecond }: State): void {
  const noTags = 0;
  response.uvarint(noTags).int32(0).uvarint(1).compactString('cluster').int32(1).uvarint(2);
  response.int16(0).compactString(topic).raw(Buffer.alloc(16, 1)).int8(0).uvarint(3);
  for (const partition of [0, 1]) {
    const leader = partition === 0 ? 1 : leaderOfSecond;
    response.int16(0).int32(partition).int32(leader).int32(0);
    response.uvarint(2).int32(leader).uvarint(2).int32(leader).uvarint(1).uvarint(noTags);
  }
  response.int32(0).uvarint(noTags).uvarint(noTags);
}
