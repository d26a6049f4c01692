// Four questions to a broker over a connection of their own, to know when it really serves: a
// broker takes connections before its coordinators have read their topics, and a client that comes
// too early waits through its own retries. Written from Kafka's message formats instead of with
// kafkajs, whose administration cannot ask for the state of a transaction. Used by start-kafka.ts.

import { connect } from 'node:net';

type Question = {
  readonly api: number;
  readonly version: number;
  /** Since KIP-482 headers end in a list of tags, here empty. */
  readonly isFlexible: boolean;
  readonly body: Buffer;
};

export type Coordinator = { readonly error: number; readonly brokerId: number };

export type CoordinatorKind = 'group' | 'transaction';

const answerMsMax = 3_000;

export type KnownCluster = {
  readonly clusterId: string;
  /** Of the brokers that are known to be up. */
  readonly brokerIds: readonly number[];
};

export async function askCluster(port: number): Promise<KnownCluster> {
  // Metadata, version 2, of no topic.
  const answer = await ask(port, { api: 3, version: 2, isFlexible: false, body: int32(0) });
  const ids: number[] = [];
  let at = 4;
  for (let left = answer.readInt32BE(0); left > 0; left--) {
    ids.push(answer.readInt32BE(at));
    at += 4;
    at += 2 + answer.readInt16BE(at) + 4;
    at += 2 + Math.max(0, answer.readInt16BE(at));
  }
  const end = at + 2 + Math.max(0, answer.readInt16BE(at));
  return { clusterId: answer.toString('utf8', at + 2, end), brokerIds: ids };
}

/** Who coordinates that group or transaction. Makes the internal topic where it is missing. */
export async function askCoordinator(
  port: number,
  kind: CoordinatorKind,
  id: string,
): Promise<Coordinator> {
  const body = Buffer.concat([string(id), Buffer.from([kind === 'group' ? 0 : 1])]);
  // FindCoordinator, version 1: a pause, an error, a message, the broker.
  const answer = await ask(port, { api: 10, version: 1, isFlexible: false, body });
  const messageLength = Math.max(0, answer.readInt16BE(6));
  return { error: answer.readInt16BE(4), brokerId: answer.readInt32BE(8 + messageLength) };
}

/** Whether the coordinator has read what it must know before it can answer for that group. */
export async function isGroupLoaded(port: number, id: string): Promise<boolean> {
  // DescribeGroups, version 0.
  const body = Buffer.concat([int32(1), string(id)]);
  const answer = await ask(port, { api: 15, version: 0, isFlexible: false, body });
  return answer.readInt16BE(4) === 0;
}

const transactionalIdNotFound = 105;

/** The same for a transaction, which leaves no trace: nobody has that id. */
export async function isTransactionLoaded(port: number, id: string): Promise<boolean> {
  // DescribeTransactions, version 0: compact lists and strings count from one.
  const name = Buffer.from(id);
  const body = Buffer.from([2, name.length + 1, ...name, 0]);
  const answer = await ask(port, { api: 65, version: 0, isFlexible: true, body });
  return answer.readInt16BE(5) === transactionalIdNotFound;
}

/** One request, one answer without its header. */
function ask(port: number, question: Question): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let heard = Buffer.alloc(0);
    const end = (error?: Error) => {
      socket.destroy();
      if (error !== undefined) reject(error);
    };
    socket.setTimeout(answerMsMax, () => end(new Error('the broker does not answer')));
    socket.once('error', end);
    socket.once('close', () => reject(new Error('the broker closed the connection')));
    socket.once('connect', () => socket.write(requestOf(question)));
    socket.on('data', (part) => {
      heard = Buffer.concat([heard, part]);
      if (heard.length < 4 || heard.length < 4 + heard.readInt32BE(0)) return;
      resolve(heard.subarray(question.isFlexible ? 9 : 8));
      end();
    });
  });
}

function requestOf({ api, version, isFlexible, body }: Question): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt16BE(api, 0);
  head.writeInt16BE(version, 2);
  head.writeInt32BE(1, 4);
  const tags = Buffer.alloc(isFlexible ? 1 : 0);
  const rest = Buffer.concat([head, string('molecatcher'), tags, body]);
  return Buffer.concat([int32(rest.length), rest]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function string(value: string): Buffer {
  const text = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeInt16BE(text.length);
  return Buffer.concat([length, text]);
}
