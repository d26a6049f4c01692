// What came of the rounds, seen by somebody who has no part in them: the log read from its start to
// its end, ClickHouse asked by SQL, and the same work done again in quiet.

import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { detectAgain, findingProblems } from '../sim/quiet-run.ts';
import { type Findings, findingsOf } from '../support/kafka-house.ts';
import { readEach, readPart } from '../support/read-all.ts';
import { type Place, split } from './place.ts';

export type Verdict = { readonly question: string; readonly problems: readonly string[] };

type Judged = Pick<Place, 'log' | 'codec' | 'ask'>;

export async function judge(place: Place, sent: number, local: Findings): Promise<Verdict[]> {
  return [
    { question: 'raw = access and dead letters, once each', problems: await judgeRaw(place, sent) },
    {
      question: 'findings = a quiet replay of the same access',
      problems: await judgeFindings(place),
    },
    { question: 'ClickHouse = the log, once each', problems: await judgeRows(place) },
    { question: 'derived tables = access', problems: await judgeDerived(place) },
    {
      question: 'closed windows, anomalies, incidents = the quiet run',
      problems: await judgeQuiet(place, local),
    },
  ];
}

async function judgeRaw(place: Judged, sent: number): Promise<string[]> {
  const problems: string[] = [];
  /** How often each raw record is there, by source and offset; 255: nobody has sent it. */
  const counts = new Map<number, Uint8Array>();
  for (let source = 0; source < split.sources; source += 1) {
    const { end } = await place.log.range('db-access', source);
    counts.set(source, new Uint8Array(end).fill(255));
  }
  let raw = 0;
  for await (const { partition, offset } of readEach(place, 'db-access')) {
    counts.get(partition)![offset] = 0;
    raw += 1;
  }
  if (raw !== sent) problems.push(`${raw} raw records, ${sent} were sent`);
  let foreign = 0;
  const add = (source: number, offset: number): void => {
    const before = counts.get(source)?.[offset] ?? 255;
    if (before === 255) foreign += 1;
    else counts.get(source)![offset] = before + 1;
  };
  for await (const { name, record } of readEach(place, 'access')) {
    if (name === 'EnrichedAccess' && 'source_offset' in record && record.part === 0) {
      add(record.source_partition, record.source_offset);
    }
  }
  for await (const { record } of readEach(place, 'dead-letter')) {
    if ('offset' in record && record.topic === 'db-access') add(record.partition, record.offset);
  }
  const all = [...counts.values()];
  const of = (isSo: (count: number) => boolean): number =>
    all.reduce((sum, some) => sum + some.filter(isSo).length, 0);
  const [lost, doubled] = [of((count) => count === 0), of((count) => count > 1 && count < 255)];
  if (lost > 0) problems.push(`${lost} lost`);
  if (doubled > 0) problems.push(`${doubled} doubled`);
  if (foreign > 0) problems.push(`${foreign} that nobody has sent`);
  return problems;
}

async function judgeFindings({ log, codec }: Judged): Promise<readonly string[]> {
  const again = await detectAgain({ codec, clock }, log, split.users);
  const problems = await findingProblems(log, again);
  await again.close();
  return problems;
}

/** Up to where the log ends now: a worker runs, to be asked, and its sources tick. */
async function judgeRows(place: Judged): Promise<string[]> {
  const problems: string[] = [];
  for (const [topic, records] of Object.entries(archivedTopics)) {
    const { partitions } = (await place.log.topic(topic))!;
    const tables = Object.values(records).filter(({ isReplacing }) => !isReplacing);
    for (let partition = 0; partition < partitions; partition += 1) {
      const { end } = await place.log.range(topic, partition);
      const expected = new Map(tables.map(({ table }) => [table, [0, 0, 0]]));
      for await (const { name, offset } of readPart(place, { topic, partition, end })) {
        const sums = expected.get(records[name]?.table ?? '');
        if (sums === undefined) continue;
        expected.set(records[name]!.table, [sums[0]! + 1, sums[1]! + 1, sums[2]! + offset]);
      }
      for (const [table, wanted] of expected) {
        const sql = `SELECT count(), uniqExact(_offset), sum(_offset) FROM ${table}
          WHERE _partition = ${partition} AND _offset < ${end}`;
        const [there = []] = (await place.ask(sql)) ?? [];
        if (there.join() === wanted.join()) continue;
        problems.push(`${table}/${partition} below ${end}: ${there.join()} instead of ${wanted}`);
      }
    }
  }
  return problems;
}

/** Tables that ClickHouse derives from `access` by itself hold what it gives. */
async function judgeDerived(place: Judged): Promise<string[]> {
  const problems: string[] = [];
  for (const { table, there, wanted } of [
    { table: 'access_by_subject', there: 'count()', wanted: 'sum(length(subjects))' },
    { table: 'user_day', there: 'sum(events)', wanted: 'countIf(part = 0)' },
    { table: 'user_day', there: 'sum(touches)', wanted: 'sum(length(subjects))' },
  ]) {
    const [[found] = []] = (await place.ask(`SELECT ${there} FROM ${table}`)) ?? [];
    const [[given] = []] = (await place.ask(`SELECT ${wanted} FROM access`)) ?? [];
    if (found === undefined || found !== given) {
      problems.push(`${there} of ${table} is ${found}; access gives ${given}`);
    }
  }
  return problems;
}

async function judgeQuiet(place: Place, local: Findings): Promise<string[]> {
  const found = await findingsOf(place.host.plan.data);
  if (found.digest === local.digest) return [];
  const revised = `${found.revised} windows were revised, in quiet ${local.revised}`;
  const differences = [
    ...onlyIn(found.rows, local.rows).map((row) => `not in quiet: ${row.slice(0, 400)}`),
    ...onlyIn(local.rows, found.rows).map((row) => `only in quiet: ${row.slice(0, 400)}`),
  ];
  return [`${differences.length} differ; ${revised}`, ...differences];
}

function onlyIn(some: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return some.filter((row) => !known.has(row));
}
