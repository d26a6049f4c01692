// How long an investigator waits for one person of many: npm run bench -- --person. A year of
// accesses is made inside ClickHouse, since bringing ten million through all stages would take as
// long as everything else here; then the real program replays one person out of them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, readMigrations } from '../../src/adapters/clickhouse/migrations.ts';
import { startEngine } from '../../src/adapters/embedded-clickhouse/start-engine.ts';
import { migrationsFolder, open } from '../support/embedded.ts';
import { runProgram } from '../support/program.ts';

const year = 365;
const ticksPerDay = 24 * 12;

/** Offsets of accesses are even, those of Ticks odd, as one partition holds them. */
const accesses = (events: number, people: number) => `
INSERT INTO access
  (_log, _partition, _offset, event_id, part, parts, at, seen_at, user, user_kind, team,
   operation, rows, subjects, subject_count, touch, segments, flags, subject_sources, reasons,
   tickets)
SELECT
  'made', 0, number * 2, hex(number), 0, 1,
  toDateTime64('2024-01-01', 3, 'UTC') + toIntervalMillisecond(
    intDiv(number * ${year} * 86400000, ${events})) AS time,
  time, concat('person-', toString(cityHash64(number) % ${people})), 'human', 'red',
  'select', 1 + number % 3, [concat('C', toString(cityHash64(number, 1) % 1000000))], 1, 'opened',
  [''], [0], ['explicit'], ['contact'], ['T1']
FROM numbers(${events})
SETTINGS max_partitions_per_insert_block = 0, max_insert_threads = 2`;

const ticks = (events: number) => `
INSERT INTO access_control (_log, _partition, _offset, source_partition, clock, sources, state)
SELECT
  'made', 0, intDiv(number * ${events}, ${year * ticksPerDay}) * 2 + 1, 0,
  toDateTime64('2024-01-01', 3, 'UTC') + toIntervalMinute(number * 5), 1, 'live'
FROM numbers(${year * ticksPerDay})`;

export async function runPersonBench(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      events: { type: 'string', default: '10000000' },
      people: { type: 'string', default: '10000' },
    },
  });
  const [events, people] = [Number(values.events), Number(values.people)];
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-bench-'));
  try {
    await fill(folder, events, people);
    console.log(`${events} accesses of ${people} people in ClickHouse`);
    for (const source of [
      ['--users', 'person-17'],
      ['--users', 'person-18'],
    ]) {
      const started = performance.now();
      const flags = ['--source', 'clickhouse', '--data', folder, '--json'];
      const said = await runProgram('replay', ...source, ...flags);
      const { records, findings, seconds } = JSON.parse(said) as Record<string, number>;
      const whole = ((performance.now() - started) / 1_000).toFixed(1);
      const replayed = `replayed in ${seconds?.toFixed(1)} s`;
      console.log(`${source[1]}: ${records} records, ${findings} findings; ${replayed}`);
      console.log(`  with the start of program and ClickHouse ${whole} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(folder: string, events: number, people: number): Promise<void> {
  const engine = await startEngine({ folder, database: 'molecatcher' });
  const warehouse = await open(engine);
  await migrate(warehouse, readMigrations(migrationsFolder));
  await warehouse.execute(accesses(events, people));
  await warehouse.execute(ticks(events));
  await warehouse.close();
  await engine.stop();
}
