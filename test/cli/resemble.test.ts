// `resemble` from the command line: a small log beside a small world, and the bank's log where that
// is at hand.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openInput } from '../../src/adapters/input/open-input.ts';
import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Outside } from '../../src/cli/outside.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import { detectors } from '../../src/generated/detectors.ts';
import { testOutside } from './test-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'resemble-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bank = fileURLToPath(new URL('../../../shared/data/bpic12/events.csv.gz', import.meta.url));
const bankMapping = fileURLToPath(new URL('../../examples/bpic12/mapping.yaml', import.meta.url));
const why = existsSync(bank) ? '' : ' (skipped: ../shared/data/bpic12 is not here)';

const page = join(folder, 'page.html');
const small = ['--agents', '8', '--customers', '500', '--days', '35', '--out', page];

async function resemble(words: readonly string[], given: Partial<Outside> = {}) {
  const heard = { output: '', remarks: '' };
  const outside = testOutside(heard, {
    ...{ openLines: openLineFile, openInput: (path, options) => openInput(path, options) },
    ...given,
  });
  const line = { commands, detectors, environment: {} };
  const code = await runCommandLine(['resemble', ...words], line, outside);
  return { code, ...heard };
}

/** 2020-01-06, a Monday. */
const monday = 18_267 * dayMs;

/** Three people and a robot, on as many days: a customer every half hour from eight to four. */
function writeLog(name: string, days: number): string {
  const rows = ['when,who,customer'];
  for (let day = 0; day < days; day += 1) {
    for (const [i, who] of ['ann', 'bob', 'cid', 'robot'].entries()) {
      for (let look = 0; look < 16; look += 1) {
        const at = monday + day * dayMs + 8 * hourMs + look * 30 * minuteMs;
        rows.push(`${at},${who},c${(day * 5 + look * 7 + i) % 90}`);
      }
    }
  }
  rows.push('soon,ann,c1');
  const path = join(folder, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}

const mapping = join(folder, 'mapping.yaml');
writeFileSync(
  mapping,
  [
    'fields:',
    '  at: { column: when, time: milliseconds }',
    '  account: who',
    '  subjects: customer',
    '  source: { value: crm }',
    '  database: { value: crm }',
    '  operation: { value: select }',
    '  rows: { value: 1 }',
  ].join('\n'),
);

describe('resemble', () => {
  const log = writeLog('log.csv', 60);
  const words = [log, '--map', mapping, '--zone', '+02:00', '--without', 'robot', ...small];

  test('counts the log as ingest would read it, and writes figures and a page', async () => {
    const { code, output, remarks } = await resemble([...words, '--json']);
    expect(code, remarks).toBe(0);
    const told = JSON.parse(output);
    expect(told.sizes.log).toEqual({ people: 3, weeks: 9, personDays: 180, events: 2_880 });
    expect(told.log).toContain('960 of them by no person or left out');
    expect(told.log).toContain('1 rows rejected');
    const day = told.measures.find(({ id }: { id: string }) => id === 'customersDay');
    // Each of them meets sixteen on each day, and so does each half of the log.
    expect(day.quantiles.log.map(Math.round)).toEqual([16, 16, 16, 16, 16, 16, 17]);
    expect(day.raw.halves).toEqual({ d: 0, w: 1 });
    expect(day.raw.here.d).toBeGreaterThan(0.1);
    expect(told.figures.find(({ id }: { id: string }) => id === 'burstiness').values.log).toBe(1e3);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('Where the world is not like the log');
    expect(text.match(/<svg [^>]*role="img"/g)).toHaveLength(18);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('says the same in lines, and writes the same page again', async () => {
    const before = readFileSync(page, 'utf8');
    const { code, output } = await resemble(words);
    expect(code).toBe(0);
    expect(output).toMatch(
      /^\| Customers met per person and day +\| 16 +\| \d+ +\| 0\.\d+ \(0\.000, /m,
    );
    expect(readFileSync(page, 'utf8')).toBe(before);
  });

  test('local time is that of people who are known, and of all others by --zone', async () => {
    const people = join(folder, 'people.jsonl');
    const ann = { id: 'ann', accounts: ['ann'], kind: 'human', utc_offset_minutes: -8 * 60 };
    const robot = { id: 'robot', accounts: ['robot'], kind: 'service' };
    writeFileSync(people, `${JSON.stringify(ann)}\n${JSON.stringify(robot)}\n`);
    const known = [log, '--map', mapping, '--people', people, '--zone', '+02:00', ...small];
    const { code, output, remarks } = await resemble([...known, '--json']);
    expect(code, remarks).toBe(0);
    const { sizes, profiles } = JSON.parse(output);
    expect(sizes.log.people).toBe(3);
    // From eight in the morning UTC: ten by the clocks of bob and cid, midnight by that of ann.
    const hours = [...profiles.log.slice(0, 24).entries()].filter(([, count]) => count > 0);
    expect(hours.map(([hour]) => hour)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
    expect(profiles.log[10]).toBe(2 * profiles.log[0]);
  });

  test('a log of one week has no halves, and that is said', async () => {
    const short = writeLog('short.csv', 5);
    const { code, remarks } = await resemble([short, '--map', mapping, ...small]);
    expect(code).not.toBe(0);
    expect(remarks).toContain('fewer than 2 weeks');
  });

  test('our own lines need no mapping, and --format says what they are', async () => {
    const fields = { source: 'crm', database: 'crm', operation: 'select', rows: 1 };
    const lines = Array.from({ length: 60 }, (_, day) => {
      const at = monday + day * dayMs + 9 * hourMs;
      return JSON.stringify({ at, account: 'ann', subjects: [`c${day}`], ...fields });
    });
    const own = join(folder, 'own.txt');
    writeFileSync(own, lines.join('\n'));
    const { code, output, remarks } = await resemble([
      own,
      '--format',
      'jsonl',
      ...small,
      '--json',
    ]);
    expect(code, remarks).toBe(0);
    expect(JSON.parse(output).sizes.log).toMatchObject({ people: 1, personDays: 60 });
  });

  test('stopped, it writes nothing', async () => {
    rmSync(page);
    const { code } = await resemble(words, { stop: AbortSignal.abort() });
    expect(code).toBe(1);
    expect(existsSync(page)).toBe(false);
  });

  test.each([
    { given: [], says: 'needs a file' },
    { given: ['log.csv', '--zone', 'Amsterdam'], says: "--zone: zone 'Amsterdam' is no offset" },
    { given: ['log.csv', '--days', '20'], says: '--days must be 35 or more' },
    { given: ['log.csv', '--thief', '1,1,burst'], says: '--thief' },
    { given: ['log.csv', '--map', 'absent.yaml'], says: 'no mapping file absent.yaml' },
  ])('$given is refused', async ({ given, says }) => {
    const { code, remarks } = await resemble(given);
    expect(code).not.toBe(0);
    expect(remarks).toContain(says);
  });
});

test.skipIf(why !== '')(
  `the bank's staff are what they were counted to be${why}`,
  async () => {
    const words = ['--map', bankMapping, '--zone', '+01:00', '--without', '112', ...small];
    const { code, output, remarks } = await resemble([bank, ...words, '--json']);
    expect(code, remarks).toBe(0);
    const { sizes, measures, figures } = JSON.parse(output);
    expect(sizes.log).toEqual({ people: 67, weeks: 25, personDays: 3_099, events: 198_503 });
    const quantiles = (id: string) =>
      measures.find((one: { id: string }) => one.id === id).quantiles.log.map(Math.round);
    // As the sizes of thefts were chosen by: half below 12, 90 % below 40, 99 % below 77.
    expect(quantiles('customersDay').slice(2)).toEqual([12, 24, 41, 77, 127]);
    expect(quantiles('customersHour').slice(2)).toEqual([3, 6, 10, 19, 41]);
    const figure = (id: string) =>
      figures.find((one: { id: string }) => one.id === id).values.log.toFixed(2);
    expect(figure('burstiness')).toBe('1.72');
    expect(figure('weekend')).toBe('0.07');
  },
  120_000,
);
