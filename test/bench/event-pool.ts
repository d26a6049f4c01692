// Events that are encoded once and sent many times with other ids, times and customers: a producer
// that encodes each would need as much of the machine as what is measured.
//
//   value  ┌ 0, schema id ┬ 1, length ┬ event id ┬ at ┬ … customer … customer … ┐
//                                       └ digits   └ 6 bytes  └ digits, wherever they stand
//
// Used by raw-producer.ts.

import { randomBytes } from 'node:crypto';
import { assert } from '../../src/core/assert.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import type { Codec } from '../../src/ports.ts';
import { accountOf, eventOf, peopleCount } from './support-desk.ts';

export type PooledEvent = {
  readonly person: number;
  readonly account: string;
  readonly value: Uint8Array;
  /** Where the digits of each of the two customers stand. */
  readonly places: readonly [readonly number[], readonly number[]];
};

export type Sending = {
  readonly sequence: number;
  readonly at: number;
  readonly customers: readonly [number, number];
};

const customerDigits = 7;
const idDigits = 15;
/** What stands before the digits of an event id, so that it is as long as a UUID. */
const prefixLength = 21;
/** Digits that no other field has. */
const standIns = ['9183746', '7264539'] as const;
const idStart = 7;
const idLength = prefixLength + idDigits;
const atStart = idStart + idLength;
const atBytes = 6;

/** The digits at the end of an event id: they alone tell it from all others. */
export const eventDigits = (sequence: number): string => String(sequence).padStart(idDigits, '0');

/** Several for each person, each of another screen of the application. */
export function openPool(codec: Codec, count: number): PooledEvent[] {
  const at = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const person = i % peopleCount;
    const output = new OutputBuffer('db-access', 0);
    const trace = randomBytes(16).toString('hex');
    const id = `${trace.slice(0, prefixLength - 1)}-${eventDigits(0)}`;
    const plan = { id, at, person, customers: standIns, screen: (i * 7) % 53, trace };
    codec.encode(output, null, 'AccessEvent', eventOf(plan));
    const value = output.bytes.slice(0, output.length);
    assert(value[idStart - 1] === idLength * 2, 'the id stands where it is written');
    const places = [placesOf(value, standIns[0]), placesOf(value, standIns[1])] as const;
    return { person, account: accountOf(person), value, places };
  });
}

/** Appends the event as it is to be sent now. */
export function appendEvent(output: OutputBuffer, event: PooledEvent, sending: Sending): void {
  const start = output.length;
  output.append(event.account, event.value);
  const { bytes } = output;
  writeDigits(bytes, start + atStart, idDigits, sending.sequence);
  writeTime(bytes, start + atStart, sending.at);
  for (let slot = 0; slot < 2; slot += 1) {
    const customer = sending.customers[slot]!;
    for (const place of event.places[slot]!) {
      writeDigits(bytes, start + place + customerDigits, customerDigits, customer);
    }
  }
}

/** Right to left, ending before `end`. */
function writeDigits(bytes: Uint8Array, end: number, count: number, number: number): void {
  let left = number;
  for (let i = 1; i <= count; i += 1) {
    bytes[end - i] = 48 + (left % 10);
    left = Math.floor(left / 10);
  }
}

/** Avro's long: zigzag, seven bits a byte. Six bytes for every time from 1987 to 2039. */
function writeTime(bytes: Uint8Array, start: number, at: number): void {
  let left = at * 2;
  for (let i = 0; i < atBytes - 1; i += 1) {
    bytes[start + i] = (left % 128) | 128;
    left = Math.floor(left / 128);
  }
  bytes[start + atBytes - 1] = left;
}

function placesOf(value: Uint8Array, text: string): number[] {
  const buffer = Buffer.from(value.buffer, value.byteOffset, value.length);
  const places: number[] = [];
  for (let at = buffer.indexOf(text); at >= 0; at = buffer.indexOf(text, at + 1)) places.push(at);
  return places;
}
