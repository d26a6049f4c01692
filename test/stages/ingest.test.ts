// Ingest: every format gives the same events, and no way to run it twice counts anything twice.

import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import avro from 'avsc';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInput } from '../../src/adapters/input/open-input.ts';
import type { Mapping } from '../../src/core/mapping-file.ts';
import { OutsideError } from '../../src/errors.ts';
import type { AccessEvent } from '../../src/generated/records.ts';
import { schemas } from '../../src/generated/schemas.ts';
import type { LogWriter } from '../../src/ports.ts';
import { eventsIn, ingestPath, openBench } from './ingest-bench.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-ingest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const mapping: Mapping = {
  fields: {
    at: { column: 'time' },
    account: { column: 'who' },
    subjects: { column: 'customers', split: ' ' },
    rows: { column: 'rows' },
    source: { value: 'crm' },
    database: { value: 'crm' },
    operation: { value: 'select' },
  },
};

const rows = [
  { time: '2026-01-05T09:00:00Z', who: 'ann', customers: 'c1 c2', rows: 2 },
  { time: '2026-01-05T09:00:01Z', who: 'bob, "the" second', customers: 'ü7', rows: 1 },
  { time: '2026-01-05T09:00:02Z', who: 'ann', customers: '', rows: 0 },
];
const csv = `\ufefftime,who,customers,rows
2026-01-05T09:00:00Z,ann,c1 c2,2
2026-01-05T09:00:01Z,"bob, ""the"" second",ü7,1\r
2026-01-05T09:00:02Z,ann,,0
`;
const jsonl = rows.map((row) => JSON.stringify(row)).join('\n');

/** Without the ids: those come from the lines, which differ between formats. */
function contents(events: readonly AccessEvent[]) {
  return events.map(({ at, account, subjects, rows: count }) => ({ at, account, subjects, count }));
}

const expected = [
  { at: Date.UTC(2026, 0, 5, 9), account: 'ann', subjects: ['c1', 'c2'], count: 2 },
  { at: Date.UTC(2026, 0, 5, 9, 0, 1), account: 'bob, "the" second', subjects: ['ü7'], count: 1 },
  { at: Date.UTC(2026, 0, 5, 9, 0, 2), account: 'ann', subjects: [], count: 0 },
];

async function avroFile(): Promise<Uint8Array> {
  const field = (name: string, type: string) => ({ name, type });
  const fields = [field('time', 'string'), field('who', 'string'), field('customers', 'string')];
  const schema = { type: 'record', name: 'Row', fields: [...fields, field('rows', 'long')] };
  const encoder = new avro.streams.BlockEncoder(schema as avro.Schema, { codec: 'deflate' });
  const pieces: Uint8Array[] = [];
  encoder.on('data', (piece: Uint8Array) => pieces.push(piece));
  for (const row of rows) encoder.write(row);
  encoder.end();
  await new Promise((resolve) => encoder.on('end', resolve));
  return Buffer.concat(pieces);
}

describe('formats', () => {
  for (const { name, given } of [
    { name: 'CSV', given: () => file('a.csv', csv) },
    { name: 'CSV, gzipped', given: () => file('a.csv.gz', gzipSync(csv)) },
    { name: 'JSONL', given: () => file('a.jsonl', jsonl) },
    { name: 'JSONL, known by its first byte', given: () => file('audit.log', jsonl) },
    { name: 'Avro', given: async () => file('a.avro', await avroFile()) },
    {
      name: 'Avro, gzipped, known by its first bytes',
      given: async () => file('a', gzipSync(await avroFile())),
    },
  ] as { name: string; given: () => string | Promise<string> }[]) {
    test(`${name} gives the same events`, async () => {
      const bench = await openBench();
      const report = await ingestPath(bench, await given(), { mapping });
      expect(report).toMatchObject({ rows: 3, accepted: 3, rejected: 0, isEnded: true });
      expect(contents(await eventsIn(bench))).toEqual(expected);
    });
  }

  test('standard input, in pieces that cut a character in two', async () => {
    const bytes = Buffer.from(jsonl);
    const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    const input = await openInput('-', {}, Readable.from(pieces));
    const bench = await openBench();
    await ingestPath(bench, '-', { mapping, file: input });
    expect(contents(await eventsIn(bench))).toEqual(expected);
  });

  test('our own JSONL needs no mapping, and keeps its ids', async () => {
    const type = avro.Type.forSchema(JSON.parse(schemas.AccessEvent));
    const bench = await openBench();
    const own = {
      event_id: 'e1',
      at: 5,
      account: 'a',
      source: 's',
      database: 'd',
      operation: 'x',
      rows: 1,
    };
    await ingestPath(bench, file('own.jsonl', JSON.stringify(own)));
    const [event] = await eventsIn(bench);
    expect(event).toMatchObject(own);
    expect(type.isValid({ ...event })).toBe(true);
  });
});

describe('rejected rows', () => {
  const broken = `time,who,customers,rows
2026-01-05T09:00:00Z,ann,c1,1
2026-01-05T09:00:00Z,,c1,1
2026-01-05T09:00:00Z,ann,c1
2026-01-05T09:00:00Z,ann,c1,many
soon,ann,c1,1
2026-01-05T09:00:00Z,ann,c1,1
`;

  test('are counted by reason and listed with their row', async () => {
    const bench = await openBench();
    const report = await ingestPath(bench, file('b.csv', broken), { mapping });
    expect(report).toMatchObject({ rows: 6, accepted: 2, rejected: 4 });
    expect(report.reasons).toEqual({
      'account is missing': 1,
      'unreadable columns': 1,
      'rows is no whole number': 1,
      'at is no time': 1,
    });
    expect(JSON.parse(bench.rejected[1] ?? '')).toEqual({
      row: 3,
      reason: 'unreadable columns',
      detail: 'columns: 3 instead of 4',
      text: '2026-01-05T09:00:00Z,ann,c1',
    });
  });

  test('equal lines are two events, and the same file again has the same ids', async () => {
    const ids = [];
    for (let i = 0; i < 2; i += 1) {
      const bench = await openBench();
      await ingestPath(bench, file('b.csv', broken), { mapping });
      ids.push((await eventsIn(bench)).map((event) => event.event_id));
    }
    expect(new Set(ids[0]).size).toBe(2);
    expect(ids[1]).toEqual(ids[0]);
  });

  test('a record over the limit of the log is one of them', async () => {
    const bench = await openBench();
    const wide = {
      ...rows[0],
      customers: Array.from({ length: 100_000 }, (_, i) => `customer-${i}`).join(' '),
    };
    const path = file('wide.jsonl', [wide, rows[1]].map((row) => JSON.stringify(row)).join('\n'));
    const report = await ingestPath(bench, path, { mapping });
    expect(report).toMatchObject({ accepted: 1, reasons: { 'too large': 1 } });
  });

  test('lines that are no JSON objects do not stop the file', async () => {
    const bench = await openBench();
    const path = file(
      'c.jsonl',
      `${JSON.stringify(rows[0])}\n{"cut\n[1]\n\n${JSON.stringify(rows[1])}`,
    );
    const report = await ingestPath(bench, path, { mapping });
    expect(report).toMatchObject({ rows: 4, accepted: 2, reasons: { 'unreadable json': 2 } });
  });

  for (const { name, content, says } of [
    {
      name: 'a column the mapping names is missing',
      content: 'when,who,customers,rows\n',
      says: "no column 'time'",
    },
    { name: 'two columns of one name', content: 'time,time\n1,2\n', says: 'two columns' },
  ]) {
    test(`the whole file is refused: ${name}`, async () => {
      const bench = await openBench();
      const path = file('d.csv', `${content}x,y,z,1\n`);
      const failure = await ingestPath(bench, path, { mapping }).catch((error) => error);
      expect(failure).toBeInstanceOf(OutsideError);
      expect(failure.message).toContain(says);
      expect(await eventsIn(bench)).toEqual([]);
    });
  }
});

describe('a file that cannot be read', () => {
  for (const name of ['e.csv', 'e.jsonl', 'e.avro', 'e']) {
    test(`an empty file: ${name}`, async () => {
      const path = file(name, '');
      const failure = await ingestPath(await openBench(), path, { mapping }).catch(
        (error) => error,
      );
      expect(failure).toBeInstanceOf(OutsideError);
      expect(failure.message).toBe(`${path} is empty.`);
    });
  }

  test('one that is not there is said not to be', async () => {
    const path = file('gone.csv', '');
    rmSync(path);
    const failure = await ingestPath(await openBench(), path, { mapping }).catch((error) => error);
    expect(failure.message).toBe(`${path} cannot be read: there is no such file.`);
  });

  test('a short file is refused whole, so that it can be mended and given again', async () => {
    const bench = await openBench();
    const path = file('q.csv', `${csv}2026-01-05T09:00:03Z,"ann,c1,1\n`);
    await expect(ingestPath(bench, path, { mapping })).rejects.toThrow(/line 5 never closes\.$/);
    expect(await eventsIn(bench)).toEqual([]);
  });

  test('of a long one it is told how much was taken, and all of that is there', async () => {
    const bench = await openBench();
    const line = `2026-01-05T09:00:00Z,ann,${'c'.repeat(500)},1\n`;
    const path = file('q.csv', `${csv}${line.repeat(12_000)}2026-01-05T09:00:03Z,"ann,c1,1\n`);
    const failure = await ingestPath(bench, path, { mapping }).catch((error) => error);
    expect(failure).toBeInstanceOf(OutsideError);
    const taken = Number(/Its first (\d+) rows were taken/.exec(failure.message)?.[1]);
    expect(await eventsIn(bench)).toHaveLength(taken);
  });
});

describe('nothing counts twice', () => {
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) =>
      JSON.stringify({ ...rows[0], rows: from + i, who: (from + i) % 10 === 0 ? '' : 'ann' }),
    ).join('\n');

  test('the same file twice, also under another name', async () => {
    const bench = await openBench();
    const path = file('a.jsonl', many(0, 100));
    await ingestPath(bench, path, { mapping });
    renameSync(path, join(folder, 'b.jsonl'));
    const again = await ingestPath(bench, join(folder, 'b.jsonl'), { mapping });
    expect(again).toMatchObject({ rows: 100, skipped: 100, accepted: 90, rejected: 10 });
    expect(await eventsIn(bench)).toHaveLength(90);
  });

  test('a file that has grown goes on where it stopped', async () => {
    const bench = await openBench();
    const path = file('a.jsonl', `${many(0, 100)}\n`);
    await ingestPath(bench, path, { mapping });
    appendFileSync(path, many(100, 150));
    const more = await ingestPath(bench, path, { mapping });
    expect(more).toMatchObject({ rows: 150, skipped: 100, accepted: 135, rejected: 15 });
    expect((await eventsIn(bench)).map((event) => event.rows)).toHaveLength(135);
  });

  test('a file with the same start but another middle is another file', async () => {
    const bench = await openBench();
    await ingestPath(bench, file('a.jsonl', many(0, 100)), { mapping });
    const other = `${many(0, 50)}\n${many(51, 120)}`;
    expect((await ingestPath(bench, file('a.jsonl', other), { mapping })).skipped).toBe(0);
  });

  test('a stop and a crash at any commit: all there once, rejected rows too', async () => {
    const bench = await openBench();
    const whole = await openBench();
    const path = file('a.jsonl', many(0, 6_000));
    await ingestPath(whole, path, { mapping });
    const stop = new AbortController();
    const stopped = await ingestPath(bench, path, {
      mapping,
      stop: stop.signal,
      progress: (report) => report.rows >= 3_000 && stop.abort(),
    });
    expect(stopped).toMatchObject({ isEnded: false, rows: 3_000 });
    const crash = await ingestPath(crashing(bench, 0), path, { mapping }).catch((error) => error);
    expect(crash.message).toBe('the disk is gone');
    await ingestPath(bench, path, { mapping });
    expect(await eventsIn(bench)).toEqual(await eventsIn(whole));
    expect(bench.rejected).toEqual(whole.rejected);
  });

  test('another mapping for a known file is refused, and --again takes it', async () => {
    const bench = await openBench();
    const path = file('a.jsonl', many(0, 10));
    await ingestPath(bench, path, { mapping });
    const other = { fields: { ...mapping.fields, source: { value: 'erp' } } };
    await expect(ingestPath(bench, path, { mapping: other })).rejects.toThrow(/another mapping/);
    await ingestPath(bench, path, { mapping: other, isAgain: true });
    expect(await eventsIn(bench)).toHaveLength(18);
  });

  test('a mapping that let nothing through may be mended', async () => {
    const bench = await openBench();
    const path = file('a.jsonl', many(0, 10));
    const wrong = { fields: { ...mapping.fields, account: { column: 'nobody' } } };
    expect((await ingestPath(bench, path, { mapping: wrong })).accepted).toBe(0);
    expect((await ingestPath(bench, path, { mapping })).accepted).toBe(9);
    expect(bench.rejected).toHaveLength(1);
  });
});

/** The same bench, whose writer fails after so many commits. */
function crashing<B extends Awaited<ReturnType<typeof openBench>>>(bench: B, commits: number): B {
  const writer = async (id: string): Promise<LogWriter> => {
    const real = await bench.log.writer(id);
    let left = commits;
    return {
      commit: async (outputs) => {
        if (left === 0) throw new Error('the disk is gone');
        left -= 1;
        await real.commit(outputs);
      },
      close: real.close,
    };
  };
  return { ...bench, log: { ...bench.log, writer } };
}

test('events of one account keep to one partition, all partitions are used', async () => {
  const bench = await openBench(4);
  const lines = Array.from({ length: 200 }, (_, i) =>
    JSON.stringify({ ...rows[0], who: `u${i % 40}` }),
  );
  await ingestPath(bench, file('a.jsonl', lines.join('\n')), { mapping });
  expect(await eventsIn(bench, 4)).toHaveLength(200);
  for (let partition = 0; partition < 4; partition += 1) {
    expect((await bench.log.range('db-access', partition)).end).toBeGreaterThan(0);
  }
});
