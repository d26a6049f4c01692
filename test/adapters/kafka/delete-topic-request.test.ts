// DeleteTopics, version 6, field by field. That brokers take it is shown by the tests that run on
// one.

import { expect, test } from 'vitest';
import { deleteTopicRequest } from '../../../src/adapters/kafka/delete-topic-request.ts';
import { answerOf, encoded, parsed } from './answers.ts';

const id = '00112233-4455-6677-8899-aabbccddeeff';
const bytes = id.replaceAll('-', '');
const request = deleteTopicRequest(id, 8_000);

test('deleting a topic > asks for it by its id, and names none', async () => {
  const expected = `0002${'00'}${bytes}00${'00001f40'}00`;
  expect((await encoded(request)).toString('hex')).toBe(expected);
});

test('deleting a topic > tells the error', async () => {
  for (const [code, name] of [
    [0, 'access'],
    [100, undefined],
  ] as const) {
    const payload = answerOf((writer) => {
      writer.uvarint(0).int32(0).uvarint(2);
      if (name === undefined) writer.uvarint(0);
      else writer.compactString(name);
      writer.raw(Buffer.from(bytes, 'hex')).int16(code).uvarint(0).uvarint(0).uvarint(0);
    });
    expect(await parsed(request, payload)).toBe(code);
  }
});
