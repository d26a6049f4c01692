// A log of a small desk, made by a seed: twelve people at work on weekdays for twelve weeks, who
// read ten to fourteen customers a day, and a robot that reads all night. For tests of a log.

import { compileMapping } from '../../../../src/core/mapping.ts';
import { Reference } from '../../../../src/core/reference.ts';
import type { AccessEvent, Person } from '../../../../src/generated/records.ts';
import { Random } from '../../../../src/lab/random.ts';

const columns = ['at', 'account', 'source', 'database', 'operation', 'tables', 'subjects', 'rows'];
/** A Monday. */
const start = Date.UTC(2026, 0, 5);
const [days, people, customers] = [84, 12, 4_000];
const minute = 60_000;
const dayLength = 1_440 * minute;

/** Cells of the rows, in the order of time. */
export function tinyRows(): string[][] {
  const random = new Random('tiny-log');
  const rows: { at: number; account: string; customer: string }[] = [];
  for (let day = 0; day < days; day += 1) {
    const midnight = start + day * dayLength;
    for (let i = 0; i < 30; i += 1) {
      rows.push({ at: midnight + i * minute, account: 'robot', customer: `c${i}` });
    }
    if (day % 7 >= 5) continue;
    for (let person = 0; person < people; person += 1) {
      const reads = 10 + random.below(5);
      for (let i = 0; i < reads; i += 1) {
        const at = midnight + 480 * minute + random.below(480) * minute;
        rows.push({ at, account: `p${person}`, customer: `c${random.below(customers)}` });
      }
    }
  }
  rows.sort((a, b) => a.at - b.at);
  return rows.map(({ at, account, customer }) => [
    ...[new Date(at).toISOString(), account, 'desk', 'crm', 'select', 'customers', customer, '1'],
  ]);
}

export function tinyCsv(): string {
  return [columns, ...tinyRows()].map((cells) => cells.join(',')).join('\n');
}

export function tinyEvents(): AccessEvent[] {
  const compiled = compileMapping('AccessEvent', undefined, columns);
  if (compiled.kind !== 'mapper') throw new Error(compiled.problems.join());
  return tinyRows().map((cells, i) => {
    const mapped = compiled.map({ cells });
    if (mapped.kind !== 'record') throw new Error(mapped.detail);
    return { ...mapped.record, event_id: `e${i}` };
  });
}

/** Who is known: the robot. */
export function tinyReference(): Reference {
  const reference = new Reference();
  const robot: Person = {
    ...{ id: 'robot', accounts: ['robot'], kind: 'service', team: null, role: null, queues: [] },
    ...{ site: null, utc_offset_minutes: 0, shift: null, employment: 'active', valid_from: null },
  };
  reference.apply('Person', robot.id, robot);
  return reference;
}
