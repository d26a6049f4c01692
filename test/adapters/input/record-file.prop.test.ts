// What is written can be read, whatever record of access it is, as Avro and as JSON.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openInput } from '../../../src/adapters/input/open-input.ts';
import { openRecordFile } from '../../../src/adapters/input/record-file.ts';
import { type AccessRecord, accessRecordNames } from '../../../src/core/feed.ts';
import { filedValue, openFileSource } from '../../../src/investigate/file-source.ts';
import { arbitraryOf } from '../../support/arbitraries.ts';

const folder = mkdtempSync(join(tmpdir(), 'molecatcher-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const anyOne = fc.oneof(
  ...accessRecordNames.map((name) =>
    arbitraryOf(name).map((record) => ({ name, record }) as AccessRecord),
  ),
);
// Each kind at least once, and then any.
const some = fc
  .tuple(
    fc.tuple(...accessRecordNames.map((name) => arbitraryOf(name))),
    fc.array(anyOne, { maxLength: 8 }),
  )
  .map(([first, more]) => [
    ...first.map((record, i) => ({ name: accessRecordNames[i], record }) as AccessRecord),
    ...more,
  ]);

test.each(['records.avro', 'records.jsonl'])('%s gives back what went in', async (name) => {
  const path = join(folder, name);
  await fc.assert(
    fc.asyncProperty(some, async (records) => {
      const file = openRecordFile(path);
      for (const [offset, read] of records.entries()) {
        await file.write({ log: 'log-1', partition: 3, offset, value: filedValue(read) });
      }
      await file.close();
      const source = await openFileSource(() => openInput(path));
      const back: unknown[] = [];
      for await (const entries of source.read(source.ranges[0]!, [])) back.push(...entries);
      const wanted = records.map((read, offset) => ({ offset, read }));
      expect(asText(back)).toEqual(asText(wanted));
    }),
    { numRuns: 30 },
  );
});

function asText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
