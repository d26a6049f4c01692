// What colleagues do in the same window, and how a verdict waits for it.

import { describe, expect, test } from 'vitest';
import { shippedBudgets } from '../../src/core/calibration.ts';
import { detector } from '../../src/core/detector.ts';
import { layout } from '../../src/core/layout.ts';
import { capped } from '../../src/core/norms.ts';
import type { Others } from '../../src/core/others.ts';
import { Pipeline, type Sink } from '../../src/core/pipeline.ts';
import { dayMs, hourMs, type Millis, paneMs } from '../../src/core/time.ts';
import { workday } from '../../src/core/vector.ts';
import type { Incident, Norms } from '../../src/generated/records.ts';
import { Neighbours } from '../../src/lab/neighbours.ts';

type Heard = { readonly user: string; readonly day: number; readonly others: Others };

const dayZero = workday(0, { reads: 1 })[0]!.at - 9 * hourMs;

/** Lives days of a team of eight; on the days given they are so many times as busy as ever. */
function live(options: {
  readonly days: number;
  readonly busy?: ReadonlyMap<number, number>;
  readonly isDark?: (day: number) => boolean;
  /** Tells norms after each Tick of these days, or not at all. */
  readonly tells?: (day: number) => boolean;
  /** As history is that is brought in: no Tick where nobody works, and norms come a Tick later. */
  readonly isHistory?: boolean;
  /** Somebody is paged for agent-0 because of this day. */
  readonly finds?: number;
}) {
  const heard: Heard[] = [];
  const incidents: Incident[] = [];
  const at: Millis[] = [];
  let clock = 0;
  const listener = detector({
    ...{ id: 'listener', version: 1, title: 'Hears what others did', family: 'volume' },
    ...{ severity: 'low', status: 'stable', always: true, attack: [], hunt: '', memoryDays: 1 },
    ...{ why: '', blindSpots: '', benign: [], triage: [], params: {}, vectors: () => [] },
    state: layout({}),
    judge({ user, kind, start, others }) {
      if (kind !== 'day') return undefined;
      const day = Math.round((start - dayZero) / dayMs);
      // Asked twice: with the threshold, and for the score.
      if (heard.some((one) => one.user === user && one.day === day)) return undefined;
      heard.push({ user, day, others });
      at.push(clock);
      if (options.finds !== day || user !== 'agent-0') return undefined;
      const window = { windowStart: start, windowEnd: start + dayMs, evidence: [] };
      return { score: 2, threshold: 1, observed: 2, expected: 1, because: 'seen', ...window };
    },
  });
  const none = () => undefined;
  const incident = (one: Incident) => void incidents.push(one);
  const sink: Sink = { anomaly: none, incident, window: none, closed: none, score: none };
  const neighbours = new Neighbours();
  const settings = { partition: 0, detectors: [{ detector: listener, params: {} }] };
  const pipeline = new Pipeline(
    { ...settings, graceMs: hourMs, budgets: shippedBudgets },
    neighbours.over(sink),
  );
  let late: readonly Norms[] = [];
  const tick = (state: 'live' | 'end') => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
    const day = Math.floor((clock - dayZero) / dayMs);
    const now = neighbours.take();
    const norms = options.isHistory ? late : now;
    late = now;
    if (options.tells?.(day) === false) return;
    for (const one of norms) for (const _ of pipeline.norms(one));
  };
  for (let day = 0; day < options.days; day += 1) {
    const reads = Math.round(20 * (options.busy?.get(day) ?? 1));
    const reason = options.isDark?.(day) === true ? 'none' : 'ticket-named';
    const feed = Array.from({ length: 8 }, (_, i) =>
      workday(day, { user: `agent-${i}`, reads, reason, firstCustomer: day * 1_000 + i * 100 }),
    );
    for (const access of feed.flat().sort((a, b) => a.at - b.at)) {
      for (; clock + paneMs <= access.at; clock += paneMs) {
        const isLeap = options.isHistory === true && access.at - clock > 2 * hourMs;
        if (clock === 0 || isLeap) clock = Math.floor(access.at / paneMs) * paneMs - paneMs;
        tick('live');
      }
      pipeline.access(access);
    }
  }
  tick('end');
  return { heard, at, incidents };
}

describe('norms', () => {
  test('norms > on a day on which all are busy the factor says how busy', () => {
    const { heard } = live({ days: 12, busy: new Map([[10, 2]]) });
    const usual = heard.filter(({ day }) => day === 9);
    const busy = heard.filter(({ day }) => day === 10);
    expect(usual).toHaveLength(8);
    expect(busy).toHaveLength(8);
    for (const { others } of busy) {
      expect(others.people).toBe(7);
      expect(others.isStale).toBe(false);
      expect(others.busy.value).toBeGreaterThan(1.6);
      expect(others.busy.value).toBeLessThan(2.2);
    }
    for (const { others } of usual) expect(Math.abs(others.busy.value - 1)).toBeLessThan(0.2);
  });

  test('norms > where the ticket system is down, the team reads without a reason', () => {
    const { heard } = live({ days: 12, isDark: (day) => day === 10 });
    const factors = (on: number) =>
      heard.filter(({ day }) => day === on).map(({ others }) => others.unexplained.value);
    expect(Math.min(...factors(10))).toBeGreaterThan(2);
    expect(Math.max(...factors(9))).toBeLessThan(1.1);
  });

  for (const { name, options, says } of [
    {
      name: 'usual days are no excuse',
      options: {},
      says: /^No: on .*, the day with most of it .*, the team had customers 1\.0 times its usual/,
    },
    {
      name: 'a busy day of the team may be one',
      options: { busy: new Map([[10, 2]]) },
      says: /^Perhaps: on .* \(40 customers\), the team had customers (1\.[6-9]|2\.\d) times/,
    },
    {
      name: 'a ticket system that was down may be one',
      options: { isDark: (day: number) => day === 10 },
      says: /^Perhaps: on .* \(20 without a reason\), the team read without a reason [2-9]/,
    },
    {
      name: 'where norms never came it is not known',
      options: { tells: () => false },
      says: /^Not known/,
    },
  ]) {
    test(`norms > of an incident: ${name}`, () => {
      const { incidents } = live({ days: 12, finds: 10, ...options });
      expect(incidents[0]).toMatchObject({ user: 'agent-0', state: 'opened' });
      expect(incidents[0]!.benign[0]!.outcome).toMatch(says);
    });
  }

  test('norms > without a round nothing waits, and nothing is known', () => {
    const { heard, at } = live({ days: 3, tells: () => false });
    expect(heard).toHaveLength(24);
    expect(heard.every(({ others }) => others.isStale && others.busy.value === 1)).toBe(true);
    // Closed an hour after midnight, and judged at that very Tick.
    expect(new Date(at[0]!).toISOString()).toContain('T01:00');
  });

  test('norms > those of a day are awaited in the morning after a night without events', () => {
    const { heard, at } = live({ days: 6, isHistory: true });
    const stale = heard.filter(({ others }) => others.isStale).map(({ day }) => day);
    // The last Tick ends all.
    expect([...new Set(stale)]).toEqual([5]);
    const third = at[heard.findIndex(({ day }) => day === 2)]!;
    expect(new Date(third).toISOString()).toMatch(/-08T09:/);
  });

  test('norms > a round that never comes is waited for, and then no more', () => {
    const { heard, at } = live({ days: 5, tells: (day) => day < 3 });
    const known = heard.filter(({ others }) => !others.isStale).map(({ day }) => day);
    expect(Math.max(...known)).toBe(1);
    // Day 2 was closed at one: its norms were awaited until half past four.
    const third = at[heard.findIndex(({ day }) => day === 2)]!;
    expect(new Date(third).toISOString()).toContain('T04:30');
    // By the next night nobody expects norms any more.
    const fourth = at[heard.findIndex(({ day }) => day === 3)]!;
    expect(new Date(fourth).toISOString()).toContain('T01:00');
  });

  test('norms > nobody moves the norm of the others by more than a very busy day', () => {
    expect(capped(68_000, 40)).toBe(170);
    expect(capped(45, 40)).toBe(45);
  });
});
