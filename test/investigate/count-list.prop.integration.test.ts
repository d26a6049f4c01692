// What ClickHouse counts about a list of victims equals a recount of all reads, for any accesses
// and any list, with reasons that turned up later, whole or over every n-th customer.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deskOf, isRouted } from '../../src/core/attribution/desk.ts';
import type { Evidence } from '../../src/core/attribution/evidence.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import { countList } from '../../src/investigate/attribution/count-list.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { type Read, recountEvidence } from '../support/recount-evidence.ts';

const world = embedded();
/** No Thursday: weeks of the epoch begin then, and nothing is read on the hour. */
const start = Date.UTC(2026, 0, 2);
const spans = { lookBackMs: 40 * dayMs, theftMs: 12 * dayMs };
const segments = ['en', 'ja', ''];

const touched = fc.record({
  user: fc.constantFrom('anna', 'ben', 'chloe', 'dan', 'svc-backup'),
  subjects: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
  hour: fc.nat(60 * 24 - 1),
  reason: fc.constantFrom('none', 'ticket-named', 'open-in-queue', 'unknown'),
  mark: fc.constantFrom(0, 1, 2, 3),
  queue: fc.constantFrom('en', 'ja', null),
  /** Of the first subject: what it was later found to be, where there was no reason at first. */
  late: fc.option(fc.constantFrom('assignee', 'campaign'), { freq: 3 }),
});
type Touched = typeof touched extends fc.Arbitrary<infer T> ? T : never;

const lists = fc.uniqueArray(
  fc.record({ customer: fc.nat(13), cutoff: fc.integer({ min: 30 * 24, max: 60 * 24 }) }),
  { minLength: 1, maxLength: 6, selector: ({ customer }) => customer },
);

const idOf = (customer: number) => `c${customer}`;
const segmentOf = (customer: number) => segments[customer % segments.length]!;
const kindOf = (user: string) => (user.startsWith('svc') ? 'service' : 'human');

/** The first one begins the log, at the beginning of its day. */
function accessesOf(all: readonly Touched[]) {
  const first = { user: 'anna', subjects: [0], hour: 0, reason: 'none', mark: 0, queue: null };
  return [{ ...first, late: null }, ...all].map((one, i) => {
    const at = i === 0 ? start : start + one.hour * hourMs + 30 * minuteMs;
    const late = one.reason === 'none' ? one.late : null;
    return { ...one, late, at, event: `e${i}` };
  });
}
type Made = ReturnType<typeof accessesOf>[number];

async function archive(accesses: readonly Made[]): Promise<void> {
  for (const table of ['access', 'access_by_subject', 'access_control', 'user_day']) {
    await world.warehouse.execute(`TRUNCATE TABLE ${table}`);
  }
  const rows = accesses.map(({ user, subjects, at, event, reason, mark, queue }, i) => ({
    ...{ _log: 'log', _partition: 0, _offset: i, event_id: event, at: timeOf(at), user, queue },
    ...{ user_kind: kindOf(user), subjects: subjects.map(idOf), subject_count: subjects.length },
    segments: subjects.map(segmentOf),
    reasons: subjects.map(() => reason),
    ticket_marks: subjects.map(() => mark),
  }));
  await insert('access', rows);
  const explained = accesses.flatMap(({ user, subjects, at, event, late }, i) => {
    if (late === null) return [];
    const place = { _log: 'log', _partition: 0, _offset: 1_000 + i, event_id: event, part: 0 };
    const about = { subject_index: 0, subject: idOf(subjects[0]!), reason: late };
    return [{ ...place, ...about, user, at: timeOf(at), explained_at: timeOf(at + minuteMs) }];
  });
  if (explained.length > 0) await insert('access_control', explained);
}

function timeOf(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

async function insert(table: string, rows: readonly object[]): Promise<void> {
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  const columns = Object.keys(rows[0]!).map((name) => `\`${name}\``);
  await world.warehouse.execute(
    `INSERT INTO ${table} (${columns.join(', ')})
     SETTINGS insert_deduplicate = 0 FORMAT JSONEachRow ${lines}`,
  );
}

function readsOf(accesses: readonly Made[]): Read[] {
  return accesses.flatMap(({ user, at, subjects, reason, mark, queue, late }) =>
    subjects.map((customer, i): Read => {
      const found = i === 0 && late !== null ? { reason: late, marks: 0 } : { reason, marks: mark };
      const isPerson = kindOf(user) !== 'service';
      return {
        ...{ entity: user, isPerson, subject: idOf(customer), at, stratum: segmentOf(customer) },
        desk: deskOf(queue, at),
        isRouted: isRouted(found),
      };
    }),
  );
}

/** Without what has no order, is asked of people alone, or of other strata. */
function plain(
  { candidates, victims, reachOfAll, controls, ...rest }: Evidence,
  strata: ReadonlySet<string>,
) {
  const sorted = (map: ReadonlyMap<string, number>) => {
    const own = [...map].filter(([name]) => strata.has(name));
    return Object.fromEntries(own.map(([name, value]) => [name, Math.round(value * 1e6) / 1e6]));
  };
  const weights = new Map([...controls].map(([name, { weight }]) => [name, weight]));
  const effective = new Map([...controls].map(([name, own]) => [name, own.effective]));
  return {
    ...rest,
    controls: [sorted(weights), sorted(effective)],
    reachOfAll: { recent: sorted(reachOfAll.recent), usual: sorted(reachOfAll.usual) },
    victims: victims.map((one) => ({
      ...one,
      servedBy: one.servedBy.map((read) => Object.values(read).join(' ')).sort(),
    })),
    candidates: candidates
      .map(({ shares, controls: read, reach, isPerson, ...one }) => ({
        ...{ ...one, isPerson, controls: sorted(read), recent: sorted(reach.recent) },
        usual: isPerson ? sorted(reach.usual) : {},
        shares: [...shares].filter(([, share]) => share > 0).sort(),
      }))
      .sort((a, b) => (a.entity < b.entity ? -1 : 1)),
  };
}

describeEmbedded('countList', () => {
  test('equals a recount of all reads', { timeout: 120_000 }, async () => {
    const anything = fc.array(touched, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anything, lists, async (all, listed) => {
        const accesses = accessesOf(all);
        await archive(accesses);
        const cutoffs = listed.map(({ cutoff }) => start + cutoff * hourMs);
        const { evidence } = await countList(
          world.warehouse,
          listed.map(({ customer }, i) => ({
            ...{ id: idOf(customer), certainty: 1 },
            dates: { reportedAt: null, complainedAt: cutoffs[i]! + dayMs },
          })),
          { spans },
        );
        // Nobody says to which segment a customer belongs whom nobody has read.
        const isRead = (customer: number) =>
          accesses.some(({ subjects }) => subjects.includes(customer));
        const dated = listed.map(({ customer }, i) => ({
          ...{ id: idOf(customer), cutoff: cutoffs[i]! },
          stratum: isRead(customer) ? segmentOf(customer) : '',
        }));
        const counted = recountEvidence(readsOf(accesses), dated, spans);
        // Of segments that no victim is of nothing is asked.
        const strata = new Set(dated.map(({ stratum }) => stratum));
        expect(plain(evidence, strata)).toEqual(plain(counted, strata));
      }),
      { numRuns: 25 },
    );
  });
});
