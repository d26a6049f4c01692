// What came of the rounds, seen by somebody who has no part in them: the log read from its start to
// its end, ClickHouse asked by SQL, and the same work done again in quiet.

import { systemClock as clock } from '../../src/adapters/system/system-clock.ts';
import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { detectAgain, findingTopics, valuesOf } from '../sim/quiet-run.ts';
import { type Findings, findingsOf } from '../support/kafka-house.ts';
import { readAll } from '../support/read-all.ts';
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
  const raw = await readAll(place, 'db-access');
  if (raw.length !== sent) problems.push(`${raw.length} raw records, ${sent} were sent`);
  const there = new Map<string, number>();
  const add = (id: string): void => {
    there.set(id, (there.get(id) ?? 0) + 1);
  };
  for (const { name, record } of await readAll(place, 'access')) {
    if (name === 'EnrichedAccess' && 'source_offset' in record && record.part === 0) {
      add(`${record.source_partition}/${record.source_offset}`);
    }
  }
  for (const { record } of await readAll(place, 'dead-letter')) {
    if ('offset' in record && record.topic === 'db-access')
      add(`${record.partition}/${record.offset}`);
  }
  const lost = raw.filter(({ partition, offset }) => !there.has(`${partition}/${offset}`)).length;
  const doubled = [...there.values()].filter((count) => count > 1).length;
  if (lost > 0) problems.push(`${lost} lost`);
  if (doubled > 0) problems.push(`${doubled} doubled`);
  if (there.size > raw.length) problems.push(`${there.size - raw.length} that nobody has sent`);
  return problems;
}

/** Byte for byte, in order. */
async function judgeFindings({ log, codec }: Judged): Promise<string[]> {
  const problems: string[] = [];
  const again = await detectAgain({ codec, clock }, log, split.users);
  for (const topic of findingTopics) {
    const [there, expected] = [await valuesOf(log, topic), await valuesOf(again, topic)];
    const first = expected.findIndex((value, i) => value !== there[i]);
    if (first < 0 && there.length === expected.length) continue;
    problems.push(
      `${topic} differs at ${first} of ${expected.length}, where there are ${there.length}`,
    );
  }
  await again.close();
  return problems;
}

async function judgeRows(place: Judged): Promise<string[]> {
  const problems: string[] = [];
  for (const [topic, tables] of Object.entries(archivedTopics)) {
    /** By table and partition: rows, different offsets, sum of the offsets. */
    const expected = new Map<string, [number, number, number]>();
    for (const { name, partition, offset } of await readAll(place, topic)) {
      const table = tables[name];
      if (table === undefined || table.isReplacing) continue;
      const key = `${table.table}/${partition}`;
      const [rows, , sum] = expected.get(key) ?? [0, 0, 0];
      expected.set(key, [rows + 1, rows + 1, sum + offset]);
    }
    for (const { table, isReplacing } of Object.values(tables)) {
      if (isReplacing) continue;
      const found = new Map<string, string>();
      const sums = 'count(), uniqExact(_offset), sum(_offset)';
      const rows = await place.ask(`SELECT _partition, ${sums} FROM ${table} GROUP BY _partition`);
      for (const [partition, ...some] of rows ?? [])
        found.set(`${table}/${partition}`, some.join());
      const own = [...expected.keys()].filter((key) => key.startsWith(`${table}/`));
      for (const key of new Set([...own, ...found.keys()])) {
        const [there, wanted] = [found.get(key) ?? '0,0,0', expected.get(key)?.join() ?? '0,0,0'];
        if (there !== wanted) problems.push(`${key}: ${there} instead of ${wanted}`);
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
  const there = `${found.windows} windows, ${found.anomalies} anomalies`;
  return [`${there}; in quiet ${local.windows} and ${local.anomalies}, or others`];
}
