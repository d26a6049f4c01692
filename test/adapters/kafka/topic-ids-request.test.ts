// Metadata, version 12, field by field: kafkajs has nothing to compare it with. That brokers take
// it is shown by the tests that run on one.

import { expect, test } from 'vitest';
import { topicIdsRequest } from '../../../src/adapters/kafka/topic-ids-request.ts';
import { answerOf, encoded, parsed } from './answers.ts';

const request = topicIdsRequest(['access', 'gone']);

test('topic ids > asks for topics by name, and never makes one', async () => {
  const expected = [
    '00', // tags of the header
    '03', // two topics
    `${'00'.repeat(16)}07${Buffer.from('access').toString('hex')}00`,
    `${'00'.repeat(16)}05${Buffer.from('gone').toString('hex')}00`,
    '00', // may not create
    '00', // no rights of topics
    '00', // tags
  ].join('');
  expect((await encoded(request)).toString('hex')).toBe(expected);
});

test('topic ids > tells ids, leaders and replicas, and of each topic its own error', async () => {
  const id = '00112233445566778899aabbccddeeff';
  const payload = answerOf((writer) => {
    writer.uvarint(0).int32(30);
    writer.uvarint(2).int32(1).compactString('host').int32(9092).uvarint(0).uvarint(0);
    writer.compactString('cluster').int32(1);
    writer.uvarint(3);
    writer.int16(0).compactString('access').raw(Buffer.from(id, 'hex')).int8(0);
    writer.uvarint(3);
    writer.int16(0).int32(0).int32(1).int32(7);
    writer.uvarint(3).int32(1).int32(2).uvarint(2).int32(1).uvarint(2).int32(2).uvarint(0);
    // A partition without a leader, and a field of a later version.
    writer.int16(5).int32(1).int32(-1).int32(7);
    writer.uvarint(1).uvarint(1).uvarint(1).uvarint(1).uvarint(4).uvarint(2).raw(Buffer.alloc(2));
    writer.int32(-2147483648).uvarint(0);
    writer.int16(3).compactString('gone').raw(Buffer.alloc(16)).int8(0);
    writer.uvarint(1).int32(-2147483648).uvarint(0);
    writer.uvarint(0);
  });
  expect(await parsed(request, payload)).toEqual([
    {
      topic: 'access',
      errorCode: 0,
      id: '00112233-4455-6677-8899-aabbccddeeff',
      partitions: [
        { partition: 0, leader: 1, replicas: [1, 2], isr: [1] },
        { partition: 1, leader: -1, replicas: [], isr: [] },
      ],
    },
    {
      topic: 'gone',
      errorCode: 3,
      id: '00000000-0000-0000-0000-000000000000',
      partitions: [],
    },
  ]);
});
