// First seen (D8): an application, a program, a kind of operation, a workstation or a table that
// this account has not used in four weeks. One new thing is common; several kinds at once are not.
//
// How rare it is that something new turns up is the account's own: the days on which it did, of the
// days known, shrunk to a company prior. Who meets new things daily is hardly surprising.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import {
  countNovel,
  describeThings,
  newKinds,
  noteThings,
  novelDays,
  recentThingFields,
} from '../core/recent-things.ts';
import { shrunkShare } from '../core/stats/shrinkage.ts';
import { log, scoreOfLogTail } from '../core/stats/special.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const firstSeen = detector({
  id: 'first-seen',
  version: 1,
  title: 'By a way that this account has not used before',
  family: 'route',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1078', 'T1213.006', 'T1074'],
  why: 'Theft often takes another way than work: a report tool, a copy of a table, another desk.',
  blindSpots:
    'Theft by the tools, desk and tables of the daily work; a new desk or table alone; all that ' +
    'is used in the first days of an account. What is new for a whole team at once looks new for ' +
    'each: no norms of teams yet. Beyond twenty things those used least look new again.',
  benign: ['A release of a tool', 'A new task or role', 'A new desk and a new task at once'],
  triage: ['hunt:person-timeline', 'Ask whether it is new for colleagues too'],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: {
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(3, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --world lively --agents 200 --seeds 1,2,3,4,5,6',
    }),
    toolShare: share(0.001, 'Company prior: days on which an account meets a new tool'),
    operationShare: share(0.02, 'Company prior: days on which it does what it never did'),
    placeShare: share(0.01, 'Company prior: days on which it works from a new place'),
    tableShare: share(0.01, 'Company prior: days on which it reads a new table'),
    priorDays: ratio(20, 'Weight of the priors, in days'),
  },
  state: layout(recentThingFields(20)),
  score({ access, profile, own, params }) {
    const kinds = newKinds(own, access);
    if (kinds.length === 0) return undefined;
    const { known } = profile.past;
    if (known < params.warmup) return undefined;
    // The team's norm takes the place of these, and how common the thing is there stands beside it.
    const priors = {
      ...{ application: params.toolShare, program: params.toolShare },
      ...{ operation: params.operationShare, place: params.placeShare, table: params.tableShare },
    };
    const scores = kinds.map((kind) => {
      const seen = { successes: novelDays(own, kind, access.at), trials: known };
      const chance = shrunkShare(seen, { share: priors[kind], weight: params.priorDays });
      return { isTool: kind === 'application' || kind === 'program', value: -log(chance) };
    });
    // A tool comes with a program of its own: of the two only the rarer counts.
    const tool = Math.max(0, ...scores.map(({ isTool, value }) => (isTool ? value : 0)));
    const sum = scores.reduce((sum, one) => sum + (one.isTool ? 0 : one.value), tool);
    const value = scoreOfLogTail(-sum);
    if (value < params.threshold) return undefined;
    const day = Math.floor(access.at / dayMs);
    return {
      score: value,
      threshold: params.threshold,
      observed: kinds.length,
      expected: 0,
      because: `${describeThings(access)}; new in ${known} days known: ${kinds.join(', ')}`,
      windowStart: day * dayMs,
      windowEnd: (day + 1) * dayMs,
      evidence: [{ name: 'rows of this access', value: String(access.rows), usual: '' }],
      subjects: access.subjects,
      events: [access.event_id],
    };
  },
  learn({ access, profile, own, params }) {
    const fresh = noteThings(own, access);
    if (fresh !== 0 && profile.past.known >= params.warmup) countNovel(own, fresh, access.at);
  },
  vectors: () => [
    {
      name: 'a report tool never used before, after three weeks',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...read(15, 10, { app: 'reporting', operation: 'export' }),
      ],
      fires: 1,
    },
    {
      name: 'a service account that reads by a new program, at a new place',
      feed: [
        ...days(15, (day) => read(day, 2, { userKind: 'service', rows: 10_000 })),
        ...read(15, 2, { userKind: 'service', program: 'psql', host: 'laptop', rows: 10_000 }),
      ],
      fires: 1,
    },
    {
      name: 'another desk, from which all work is done from then on',
      isEdge: true,
      feed: days(20, (day) => workday(day, { reads: 20, ...(day < 15 ? {} : { host: 'ws-2' }) })),
      fires: 0,
    },
    {
      name: 'somebody who opens a new table on most days',
      feed: days(25, (day) => workday(day, { reads: 9, tables: [`table-${day}`] })),
      fires: 0,
    },
  ],
});
