// Bulk export (D13): an export, or a statement that returns more than any page of a screen, by an
// account that hardly ever does that. The rarer for the account, and the larger, the higher.
//
// Own days with exports, of the days known, shrunk to a company prior, say how rare it is. For whom
// it is daily work, backup jobs and reports among them, size is no news here: see rows-burst.

import { type Access, detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { aged, bitOf, countDays } from '../core/recent-days.ts';
import { shrunkShare } from '../core/stats/shrinkage.ts';
import { ln10, log, scoreOfLogTail } from '../core/stats/special.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

const words = new Set(['export', 'copy', 'unload', 'outfile', 'dump', 'backup', 'download']);
const dayOf = (at: number) => Math.floor(at / dayMs);

export const exportTooling = detector({
  id: 'export-tooling',
  version: 1,
  title: 'A bulk export by an account that hardly ever exports',
  family: 'route',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1213.006', 'T1005', 'T1074', 'T1567'],
  why: 'Screens hand out a page at a time. Who wants all of a table exports it, or copies it.',
  blindSpots:
    'Accounts that export on most days; exports of less than a page that are not called so; ' +
    'records taken one by one; sources that report no rows; where a report is sent to.',
  benign: ['A report for a manager or an auditor', 'A migration', 'A privacy request'],
  triage: ['hunt:person-timeline', 'Ask who wanted the export, and where it is now'],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: {
    bulkRows: count(500, 'Rows of one statement that no page of a screen returns'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(3.5, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --world lively --agents 200 --seeds 1,2,3,4,5,6',
    }),
    exportShare: share(0.005, 'Company prior: days on which an account exports'),
    priorDays: ratio(20, 'Weight of the prior, in days'),
  },
  state: layout({ exported: 'u32', day: 'u32' }),
  score({ access, profile, own, params }) {
    if (!isBulk(access, params.bulkRows)) return undefined;
    const { known } = profile.past;
    if (known < params.warmup) return undefined;
    const day = dayOf(access.at);
    const before = aged(own.exported, Math.max(0, day - own.day));
    const successes = countDays(before & ~bitOf(Math.max(0, own.day - day)));
    // Where norms of the team exist, the share of its people's days takes the prior's place.
    const prior = { share: params.exportShare, weight: params.priorDays };
    const rarity = scoreOfLogTail(log(shrunkShare({ successes, trials: known }, prior)));
    const pages = Math.max(1, access.rows / Math.max(1, params.bulkRows));
    // Ten pages double it, a hundred make three of it.
    const value = rarity * (1 + log(pages) / ln10);
    if (value < params.threshold) return undefined;
    const by = [access.app, access.program].filter((one) => one !== null);
    const usual = `${successes} of ${known} days before`;
    const about = access.tables.length === 0 ? '' : ` of ${access.tables.join(', ')}`;
    return {
      score: value,
      threshold: params.threshold,
      observed: access.rows,
      expected: 0,
      because: `${access.operation}${about}, ${access.rows} rows; exports on ${usual}`,
      windowStart: day * dayMs,
      windowEnd: (day + 1) * dayMs,
      evidence: [{ name: 'exported by', value: by.join(', ') || 'not named', usual: '' }],
      subjects: access.subjects,
      events: [access.event_id],
    };
  },
  learn({ access, own, params }) {
    if (!isBulk(access, params.bulkRows)) return;
    const day = dayOf(access.at);
    const newest = Math.max(day, own.day);
    own.exported = aged(own.exported, newest - own.day) | bitOf(newest - day);
    own.day = newest;
  },
  vectors: () => [
    {
      name: 'the first export in three weeks, of 4,000 rows',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...read(15, 10, { operation: 'export', rows: 4_000 }),
      ],
      fires: 1,
    },
    {
      name: 'a report of 4,000 rows every other day',
      feed: days(20, (day) => [
        ...workday(day, { reads: 20 }),
        ...(day % 2 === 0 ? read(day, 16, { operation: 'export', rows: 4_000 }) : []),
      ]),
      fires: 0,
    },
    {
      name: 'a service account that copies a table for the first time',
      feed: [
        ...days(15, (day) => read(day, 2, { userKind: 'service', rows: 1 })),
        ...read(15, 2, { userKind: 'service', operation: 'copy', rows: 40_000 }),
      ],
      fires: 1,
    },
    {
      name: 'one row less than no page returns',
      isEdge: true,
      feed: [...days(15, (day) => workday(day, { reads: 20 })), ...read(15, 10, { rows: 499 })],
      fires: 0,
    },
  ],
});

/** Copies within the database too: what an insert changes it has read. */
function isBulk({ operation, touch, rows }: Access, bulkRows: number): boolean {
  return rows >= bulkRows || touch === 'exported' || words.has(operation);
}
