// What a broker may answer, written field by field, and how a connection would read it. For the
// tests of requests.

import { createRequire } from 'node:module';
import { ByteWriter, type WireRequest } from '../../../src/adapters/kafka/wire-request.ts';

const require = createRequire(import.meta.url);

export function answerOf(write: (writer: ByteWriter) => void): Buffer {
  const writer = new ByteWriter();
  write(writer);
  return writer.written();
}

/** As kafkajs's connection does it: decode, note the throttling, parse. */
export async function parsed<T>({ response }: WireRequest<T>, payload: Buffer): Promise<T> {
  return response.parse(await response.decode(payload));
}

export async function encoded({ request }: WireRequest<unknown>): Promise<Buffer> {
  return Buffer.from((await request.encode()).buffer);
}

/** A module from inside of kafkajs. */
export function stock(path: string) {
  return require(`kafkajs/src/${path}`);
}

export async function stockEncoded(request: {
  encode(): Promise<{ buffer: Buffer }>;
}): Promise<Buffer> {
  return Buffer.from((await request.encode()).buffer);
}
