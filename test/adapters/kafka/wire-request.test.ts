// Numbers and texts of Kafka's protocol, and answers that end too early.

import { describe, expect, test } from 'vitest';
import {
  ByteReader,
  type ByteWriter,
  wireRequest,
} from '../../../src/adapters/kafka/wire-request.ts';
import { OutsideError } from '../../../src/errors.ts';
import { answerOf, parsed, stock } from './answers.ts';

describe('what is written', () => {
  for (const { name, write, expect: hex } of [
    { name: 'int8', write: (w: ByteWriter) => w.int8(-2), expect: 'fe' },
    { name: 'int16', write: (w: ByteWriter) => w.int16(-2), expect: 'fffe' },
    { name: 'int32', write: (w: ByteWriter) => w.int32(258), expect: '00000102' },
    { name: 'int64', write: (w: ByteWriter) => w.int64(2 ** 40 + 1), expect: '0000010000000001' },
    { name: 'a string', write: (w: ByteWriter) => w.string('é'), expect: '0002c3a9' },
    { name: 'no string', write: (w: ByteWriter) => w.string(null), expect: 'ffff' },
    { name: 'a compact string', write: (w: ByteWriter) => w.compactString('é'), expect: '03c3a9' },
    { name: 'bytes', write: (w: ByteWriter) => w.bytes(Buffer.from([7])), expect: '0000000107' },
    { name: 'a short varint', write: (w: ByteWriter) => w.uvarint(127), expect: '7f' },
    {
      name: 'a long varint',
      write: (w: ByteWriter) => w.uvarint(2 ** 32 - 1),
      expect: 'ffffffff0f',
    },
  ]) {
    test(name, () => expect(answerOf((writer) => write(writer)).toString('hex')).toBe(hex));
  }
});

test('what is written is read again, over every growth of the buffer', () => {
  const long = 'long '.repeat(5_000);
  const bytes = answerOf((writer) => {
    for (let i = 0; i < 300; i += 1) {
      writer
        .int8(-i % 128)
        .int16(-i)
        .int32(-i)
        .int64(-i * 2 ** 40)
        .uvarint(i * 2 ** 20);
      writer.string(i === 7 ? long : null).compactString(`c${i}`);
    }
  });
  const reader = new ByteReader(bytes);
  for (let i = 0; i < 300; i += 1) {
    const numbers = [reader.int8(), reader.int16(), reader.int32(), reader.int64()];
    expect(numbers.map(Number)).toEqual([-i % 128, -i, -i, -i * 2 ** 40].map((n) => n + 0));
    expect(reader.uvarint()).toBe(i * 2 ** 20);
    expect([reader.string(), reader.compactString()]).toEqual([i === 7 ? long : null, `c${i}`]);
  }
  expect(() => reader.int8()).toThrow(RangeError);
});

test('tags of later versions are passed over', () => {
  const bytes = answerOf((writer) => {
    writer.uvarint(2);
    for (const tag of [0, 300]) writer.uvarint(tag).uvarint(3).raw(Buffer.from('abc'));
    writer.int8(9);
  });
  const reader = new ByteReader(bytes);
  reader.skipTags();
  expect(reader.int8()).toBe(9);
});

describe('a request', () => {
  const request = wireRequest({
    apiKey: 3,
    apiVersion: 12,
    apiName: 'Metadata',
    throttleOf: (payload) => payload.readInt32BE(0),
    write: (writer) => writer.string('asked'),
    read: (reader) => [reader.int32(), reader.list(() => reader.int16())],
  });

  test('is framed by kafkajs', async () => {
    const create = stock('protocol/request');
    const whole = await create({ correlationId: 5, clientId: 'me', request: request.request });
    const expected = answerOf((writer) =>
      writer
        .int32(2 + 2 + 4 + 4 + 7)
        .int16(3)
        .int16(12)
        .int32(5)
        .string('me')
        .string('asked'),
    );
    expect(Buffer.from(whole.buffer).toString('hex')).toBe(expected.toString('hex'));
  });

  test('tells kafkajs for how long to be quiet', async () => {
    const payload = answerOf((writer) => writer.int32(250).int32(1).int16(4));
    const decoded = await request.response.decode(payload);
    expect(decoded.clientSideThrottleTime).toBe(250);
    expect(await request.response.parse(decoded)).toEqual([250, [4]]);
  });

  for (const { name, payload } of [
    { name: 'ends at once', payload: Buffer.alloc(0) },
    { name: 'ends within a list', payload: answerOf((w) => w.int32(0).int32(2).int16(4)) },
    { name: 'claims a list without end', payload: answerOf((w) => w.int32(0).int32(2 ** 31 - 1)) },
  ]) {
    test(`whose answer ${name} is the broker's failure`, async () => {
      const failure = await parsed(request, payload).catch((error) => error);
      expect(failure).toBeInstanceOf(OutsideError);
      expect(failure.code).toBe('kafka-failed');
      expect(failure.message).toContain('Metadata');
      expect(failure.cause).toBeInstanceOf(RangeError);
    });
  }
});

test('a number that does not end is no number', () => {
  const reader = new ByteReader(Buffer.concat([Buffer.alloc(300, 0x80), Buffer.alloc(1)]));
  expect(() => reader.uvarint()).toThrow(RangeError);
});
