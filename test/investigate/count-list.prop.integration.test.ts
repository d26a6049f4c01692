// What ClickHouse counts about a list of victims equals a recount of all reads, for any accesses
// and any list, with reasons that turned up later and customers who change their segment, whole or
// over every sixteenth customer; of those who read, and of every way that reads take.

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { deskOf, isRouted, shiftMs } from '../../src/core/attribution/desk.ts';
import type { Evidence } from '../../src/core/attribution/evidence.ts';
import { lookOf } from '../../src/core/attribution/hits.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import { countList } from '../../src/investigate/attribution/count-list.ts';
import {
  type EntityKind,
  entityKinds,
  isWay,
  userKind,
} from '../../src/investigate/attribution/entity-kinds.ts';
import { desksSql, reachSql } from '../../src/investigate/attribution/reach-sql.ts';
import { withoutLast } from '../../src/investigate/attribution/reads-that-count.ts';
import { drawnFrom, type Sampling } from '../../src/investigate/attribution/sampling.ts';
import { drawnEvery, lastDrawn } from '../../src/investigate/attribution/touches-sql.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { asWays, type Read, recountEvidence, type Sample } from '../support/recount-evidence.ts';
import { withStrata } from '../support/recount-strata.ts';

const world = embedded();
/** No Thursday: weeks of the epoch begin then, and nothing is read on the hour. */
const start = Date.UTC(2026, 0, 2);
const spans = { lookBackMs: 40 * dayMs, theftMs: 12 * dayMs };
const segments = ['en', 'ja', ''];

/**
 * Of each segment: over every how many customers all are counted, and those who read victims; ways
 * that led to victims over all.
 */
const samplings = [
  {
    what: 'over every 16th customer',
    every: [[16, 16] as const, [16, 16] as const, [16, 16] as const],
  },
  {
    what: 'over every 32th customer, readers over every 16th',
    every: [[32, 16] as const, [32, 16] as const, [32, 16] as const],
  },
  {
    what: 'one segment whole, others over every 32th and 16th customer',
    every: [[1, 1] as const, [32, 16] as const, [16, 16] as const],
  },
  {
    what: 'by host, one segment whole, others over every 32th and 16th customer',
    by: 'host',
    every: [[32, 1] as const, [1, 1] as const, [16, 1] as const],
  },
  {
    what: 'two segments whole, one over every 16th customer',
    every: [[16, 16] as const, [1, 1] as const, [1, 1] as const],
  },
];

const touched = fc.record({
  user: fc.constantFrom('anna', 'ben', 'chloe', 'dan', 'svc-backup'),
  subjects: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }),
  hour: fc.nat(60 * 24 - 1),
  status: fc.constantFrom('', 'ok', 'ok', 'denied', 'failed'),
  reason: fc.constantFrom('none', 'ticket-named', 'open-in-queue', 'unknown'),
  mark: fc.constantFrom(0, 1, 2, 3),
  queue: fc.constantFrom('en', 'ja', null),
  touch: fc.constantFrom('opened', 'listed'),
  account: fc.constantFrom('u1', 'u2', 'crm'),
  host: fc.constantFrom('ws-1', 'ws-2', '', null),
  ip: fc.constantFrom('10.0.0.1', null),
  session: fc.constantFrom('s1', 's2', 's3', null),
  team: fc.constantFrom('a', 'b', null),
  /** Behind its reason, where there is one. */
  ticket: fc.constantFrom('t-anna', 't-ben', 't-nobody', 't-unknown', ''),
  /** Of the first subject: what it was later found to be, where there was no reason at first. */
  late: fc.option(fc.constantFrom('assignee', 'campaign'), { freq: 3 }),
});
type Touched = typeof touched extends fc.Arbitrary<infer T> ? T : never;

/** By customer: from when on it is of another segment, if ever. */
const moves = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ hour: fc.nat(60 * 24 - 1), to: fc.nat(2) }) },
  ),
  { minLength: 14, maxLength: 14 },
);
type Move = { readonly hour: number; readonly to: number } | null;

type Listing = { readonly customer: number; readonly cutoff: number };
type Drawn = {
  readonly all: readonly Touched[];
  readonly listed: readonly Listing[];
  readonly moved: readonly Move[];
};
type Way = {
  readonly kind: EntityKind;
  readonly sampling?: Sampling;
  readonly sample?: Sample;
};

const lists = fc.uniqueArray(
  fc.record({ customer: fc.nat(13), cutoff: fc.integer({ min: 30 * 24, max: 60 * 24 }) }),
  { minLength: 1, maxLength: 6, selector: ({ customer }) => customer },
);

const idOf = (customer: number) => ids[customer]!;
/** Those of every other place are drawn, where not all are counted: their hash is small. */
const drawnIds = ['c6', 'c16', 'c117', 'c131', 'c146', 'c154', 'c192'];
const otherIds = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c7'];
const ids = drawnIds.flatMap((id, i) => [id, otherIds[i]!]);
function segmentOf(customer: number, at: number, moved: readonly Move[]): string {
  const move = moved[customer] ?? null;
  const isMoved = move !== null && at >= start + move.hour * hourMs;
  return segments[isMoved ? move.to : customer % segments.length]!;
}
/** By ticket; of the others nobody knows who wrote them. */
const creators: Readonly<Record<string, string>> = { 't-anna': 'anna', 't-ben': 'ben' };
/** The ticket of those that are found out later. */
const lateTicket = 't-ben';

const isRefused = ({ status }: { readonly status: string }) => /denied|failed/.test(status);
const kindOf = (user: string) => (user.startsWith('svc') ? 'service' : 'human');

/** The first one begins the log, at the beginning of its day. */
function accessesOf(all: readonly Touched[], moved: readonly Move[] = []) {
  const first = { user: 'anna', subjects: [0], hour: 0, reason: 'none', mark: 0, queue: null };
  const way = {
    touch: 'opened',
    account: 'u1',
    host: null,
    ip: null,
    session: null,
    team: null,
    ticket: '',
  };
  return [{ ...first, ...way, status: 'ok', late: null }, ...all].map((one, i) => {
    const at = i === 0 ? start : start + one.hour * hourMs + 30 * minuteMs;
    // Nothing is found out later of services and of what was refused, and nothing but a reason has
    // a ticket. Nor of who moves: what is found out is counted by customer, of whatever segment.
    const isStaying = (moved[one.subjects[0]!] ?? null) === null;
    const isRead = kindOf(one.user) !== 'service' && !isRefused(one) && isStaying;
    const isOpen = one.reason === 'none' && isRead;
    const ticket = ['none', 'unknown'].includes(one.reason) ? '' : one.ticket;
    const own = one.subjects.map((customer) => segmentOf(customer, at, moved));
    return { ...one, ticket, late: isOpen ? one.late : null, at, event: `e${i}`, segments: own };
  });
}
type Made = ReturnType<typeof accessesOf>[number];

async function archive(accesses: readonly Made[]): Promise<void> {
  for (const table of ['access', 'access_by_subject', 'access_control', 'user_day']) {
    await world.warehouse.execute(`TRUNCATE TABLE ${table}`);
  }
  const rows = accesses.map(({ user, subjects, at, event, reason, mark, queue, ...way }, i) => ({
    status: way.status,
    ...{ account: way.account, host: way.host, ip: way.ip, session: way.session, team: way.team },
    tickets: subjects.map(() => way.ticket),
    ...{ _log: 'log', _partition: 0, _offset: i, event_id: event, at: timeOf(at), user, queue },
    touch: way.touch,
    ...{ user_kind: kindOf(user), subjects: subjects.map(idOf), subject_count: subjects.length },
    segments: way.segments,
    reasons: subjects.map(() => reason),
    ticket_marks: subjects.map(() => mark),
  }));
  await insert('access', rows);
  const explained = accesses.flatMap(({ user, subjects, segments, at, event, late }, i) => {
    if (late === null) return [];
    const place = { _log: 'log', _partition: 0, _offset: 1_000 + i, event_id: event, part: 0 };
    const subject = subjects[0]!;
    const found = { reason: late, ticket: lateTicket, segment: segments[0]! };
    const about = { subject_index: 0, subject: idOf(subject), ...found };
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

function readsOf(accesses: readonly Made[], kind: string): Read[] {
  return accesses.flatMap((one) =>
    one.subjects.map((customer, i): Read => {
      const { user, at, reason, mark, queue } = one;
      const late = i === 0 ? one.late : null;
      const found = late === null ? { reason, marks: mark } : { reason: late, marks: 0 };
      const isPerson = kindOf(user) !== 'service';
      const about = { subject: idOf(customer), at, stratum: one.segments[i]! };
      return {
        ...{ ...about, entity: entityOf(kind, one, late === null ? one.ticket : lateTicket) },
        ...{ isPerson: isPerson || kind !== 'user', isByPerson: isPerson },
        desk: deskOf(queue, at),
        isRouted: isRouted(found) && (isPerson || kind === 'user'),
        look: lookOf({ access: one.event, touch: one.touch, at }),
        isOpening: one.touch === 'opened' && kind === 'user',
      };
    }),
  );
}

/** Empty where nobody knows. */
function entityOf(kind: string, one: Made, ticket: string): string {
  if (kind === 'ticket-creator') return creators[ticket] ?? '';
  return one[kind as 'user' | 'account' | 'host' | 'ip' | 'session' | 'team'] ?? '';
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
        ...{ ...one, isPerson, recent: sorted(reach.recent) },
        controls: [...read].filter(([stratum]) => strata.has(stratum)).sort(),
        usual: isPerson ? sorted(reach.usual) : {},
        shares: [...shares].filter(([, share]) => share > 0).sort(),
      }))
      .sort((a, b) => (a.entity < b.entity ? -1 : 1)),
  };
}

/** What the reads of the victims alone come to. */
function readsIn({ victims, candidates }: Evidence, cutoffs?: readonly number[]) {
  return {
    victims: victims.map(({ id, readers, servedBy, cutoff }, i) => ({
      ...{ id, readers, cutoff: cutoffs?.[i] ?? cutoff },
      servedBy: servedBy.map((read) => Object.values(read).join(' ')).sort(),
    })),
    hits: candidates.map(({ entity, hits }) => `${entity} ${hits.join(' ')}`).sort(),
  };
}

describeEmbedded('countList', () => {
  beforeAll(async () => {
    if (!hasLibrary) return;
    const known = [...Object.entries(creators), ['t-nobody', null] as const];
    await insert(
      'tickets',
      known.map(([id, created_by]) => ({ _key: id, id, created_by })),
    );
  });

  /** What is counted, and what a recount says. */
  async function countBoth({ all, listed, moved }: Drawn, { kind, sampling, sample }: Way) {
    const accesses = accessesOf(all, moved);
    await archive(accesses);
    const cutoffs = listed.map(({ cutoff }) => start + cutoff * hourMs);
    const found = await countList(
      world.warehouse,
      listed.map(({ customer }, i) => ({
        ...{ id: idOf(customer), certainty: 1 },
        dates: { reportedAt: null, complainedAt: cutoffs[i]! + dayMs },
      })),
      { spans, by: kind, ...(sampling === undefined ? {} : { sampling }) },
    );
    const reads = readsOf(
      accesses.filter((one) => !isRefused(one)),
      kind.id,
    );
    // Nothing is known of customers but what their reads say.
    const dated = withStrata(
      reads,
      listed.map(({ customer }, i) => ({ id: idOf(customer), cutoff: cutoffs[i]! })),
      spans,
    );
    const named = reads.filter(({ entity }) => entity !== '');
    const times = { ...spans, since: start - 1, ...(sample === undefined ? {} : { sample }) };
    // Whoever only asked in vain was tested as well: days are not kept by what came of it.
    const tried = isWay(kind) ? named : readsOf(accesses, kind.id);
    const { tested } = recountEvidence(tried, dated, times);
    const recounted = { ...recountEvidence(named, dated, { ...times, tried }), tested };
    const isInTime = ({ subject, at }: Read) =>
      dated.some(
        ({ id, cutoff }) => id === subject && at <= cutoff && at > cutoff - spans.lookBackMs,
      );
    const nameless = reads.filter((read) => read.entity === '' && isInTime(read));
    // Of segments that no victim is of nothing is asked.
    const { victims } = recounted;
    const strata = new Set(victims.flatMap((one) => [one.stratum, ...(one.otherStrata ?? [])]));
    return { found, recounted, nameless, strata, dated, named };
  }

  for (const kind of entityKinds) {
    const numRuns = isWay(kind) ? 12 : 25;
    test(`by ${kind.id} equals a recount of all reads`, { timeout: 120_000 }, async () => {
      const anything = fc.array(touched, { minLength: 1, maxLength: 40, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anything, lists, moves, async (all, listed, moved) => {
          const both = await countBoth({ all, listed, moved }, { kind });
          const { found, recounted, nameless, strata, dated, named } = both;
          const counted = isWay(kind) ? asWays(recounted, kind.hasDuty) : recounted;
          expect(plain(found.evidence, strata)).toEqual(plain(counted, strata));
          // As if the customers had complained earlier, but that the look-back begins where it did.
          const last = 9 * dayMs;
          const isLast = ({ subject, at }: Read) =>
            dated.some(({ id, cutoff }) => id === subject && at > cutoff - last);
          const before = named.filter((read) => !isLast(read));
          const fewer = recountEvidence(before, dated, { ...spans, since: start - 1 });
          const earlier = dated.map(({ cutoff }) => cutoff - last);
          expect(readsIn(withoutLast(found, kind, last))).toEqual(
            readsIn(isWay(kind) ? asWays(fewer, kind.hasDuty) : fewer, earlier),
          );
          expect(found.unknown).toHaveLength(nameless.length);
        }),
        { numRuns },
      );
    });
  }

  for (const { what, every, by = 'user' } of samplings) {
    const kind = entityKinds.find(({ id }) => id === by)!;
    test(`${what}, equals a recount of those`, { timeout: 120_000 }, async () => {
      const found = await world.warehouse.query(
        'SELECT id, cityHash64(id) AS hash FROM (SELECT arrayJoin({ids:Array(String)}) AS id)',
        { parameters: { ids } },
      );
      const hashes = new Map(found.map(({ id, hash }) => [`${id}`, BigInt(`${hash}`)]));
      const isDrawn = (id: string, n: number) => hashes.get(id)! <= BigInt(lastDrawn(n));
      expect(ids.filter((id) => isDrawn(id, drawnEvery))).toEqual(drawnIds);
      const sampling = new Map(
        segments.map((segment, i) => {
          const [reach, given] = every[i]!;
          return [segment, { reach, controls: reach, given }];
        }),
      );
      const of = (segment: string) => {
        const { reach, given } = sampling.get(segment)!;
        return { every: reach, everyOfGiven: given };
      };
      const way = { kind, sampling, sample: { of, isDrawn } };
      const anything = fc.array(touched, { minLength: 1, maxLength: 40, size: 'max' });
      await fc.assert(
        fc.asyncProperty(anything, lists, moves, async (all, listed, moved) => {
          const { found, recounted, strata } = await countBoth({ all, listed, moved }, way);
          const counted = isWay(kind) ? asWays(recounted, kind.hasDuty) : recounted;
          expect(plain(found.evidence, strata)).toEqual(plain(counted, strata));
        }),
        { numRuns: 25 },
      );
    });
  }

  test('projections have what is drawn', async () => {
    const [one] = fc.sample(touched, 1);
    const late = { user: 'anna', status: 'ok', reason: 'none', late: 'campaign' } as const;
    await archive(accessesOf([{ ...one!, ...late }]));
    const times = { from: 0, until: Date.UTC(2100, 0), clean: 0, scale: 1 };
    const parameters = { ...times, users: [], ...drawnFrom(segments, () => drawnEvery) };
    const rows = await world.warehouse.query(`EXPLAIN ${reachSql.drawn}`, { parameters });
    const plan = rows.map(({ explain }) => explain).join('\n');
    expect(plan).toContain('(drawn_touches)');
    expect(plan).toContain('(drawn_explanations)');
  });

  test('a projection has the desks', async () => {
    const desks = { desks: ['en 1'], queues: ['en'], shifts: [shiftMs / 1000] };
    const rows = await world.warehouse.query(`EXPLAIN ${desksSql(userKind)}`, {
      parameters: desks,
    });
    expect(rows.map(({ explain }) => explain).join('\n')).toContain('(desks_of_reads)');
  });
});
