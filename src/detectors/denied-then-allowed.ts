// Denied, then allowed (D14): somebody is refused what they have never read, again and again, or
// grants it to themselves; and has it within a week.
//
// A refusal is mostly a slip. Several are a search for what one may not have, and success after
// them is worth a question even where the permission was asked for properly.

import { deniedObjectFields, deniedOf, noteDenied, openDays } from '../core/denied-objects.ts';
import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { shrunkShare } from '../core/stats/shrinkage.ts';
import { log, scoreOfLogTail } from '../core/stats/special.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const deniedThenAllowed = detector({
  id: 'denied-then-allowed',
  version: 1,
  title: 'Refused again and again, or granted to oneself, and then read',
  family: 'route',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1078', 'T1213'],
  why: 'Who is refused what the work never needed, and then has it, has asked somebody for it.',
  blindSpots:
    'Rights that were there all along, or that a colleague gives without a refusal before; reads ' +
    'by the account of whoever has the right; sources that report no refusals or grants; objects ' +
    'denied in one statement and read in another with other tables.',
  benign: ['A new task, asked for properly', 'A right that was lost by mistake', 'Administrators'],
  triage: ['hunt:person-timeline', 'Look who gave the right, and by which change ticket'],
  hunt: 'person-timeline',
  memoryDays: 56,
  params: {
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(3.5, 'Score that makes an anomaly'),
    dayShare: share(0.02, 'Company prior: days with a refusal of something new, or a grant'),
    againShare: share(0.4, 'Company prior: of those refused so often, how many try once more'),
    openedShare: share(0.1, 'Company prior: refusals after which it is read within a week'),
    grantShare: share(0.1, 'Company prior: of the days above, those with a grant'),
    priorDays: ratio(20, 'Weight of the prior, in days'),
  },
  state: layout(deniedObjectFields),
  score({ access, profile, own, params }) {
    if (profile.isService) return undefined;
    const found = deniedOf(own, access);
    if (found === undefined) return undefined;
    const { known } = profile.past;
    if (known < params.warmup) return undefined;
    const { what, denials, deniedToday, isGranted, oddDays } = found;
    const isOpened = what === 'opened';
    // Where norms of the team exist, the share of its people's days takes the prior's place: some
    // teams ask for rights with every task.
    const prior = { share: params.dayShare, weight: params.priorDays };
    const tries = Math.max(0, (isOpened ? denials : Math.max(denials, deniedToday)) - 1);
    const value = scoreOfLogTail(
      log(shrunkShare({ successes: oddDays, trials: known }, prior)) +
        tries * log(params.againShare) +
        (isOpened ? log(params.openedShare) : 0) +
        (isGranted || what === 'granted' ? log(params.grantShare) : 0),
    );
    if (value < params.threshold) return undefined;
    const object = access.tables.join(', ');
    const refusals = denials === 1 ? 'a refusal' : `${denials} refusals`;
    const before = isGranted ? 'after granting it' : `after ${refusals}`;
    const day = Math.floor(access.at / dayMs);
    return {
      score: value,
      threshold: params.threshold,
      observed: denials,
      expected: 0,
      because: isOpened
        ? `${object} was read for the first time, within ${openDays} days ${before}`
        : `${object}: ${what}; ${refusals} this week, never read before`,
      windowStart: day * dayMs,
      windowEnd: (day + 1) * dayMs,
      evidence: [
        { name: 'refusals of it', value: String(denials), usual: 'none' },
        { name: 'refusals today', value: String(deniedToday), usual: 'none' },
        { name: 'days with the like before', value: String(oddDays), usual: `of ${known}` },
      ],
      subjects: access.subjects,
      events: [access.event_id],
    };
  },
  learn({ access, profile, own }) {
    if (!profile.isService) noteDenied(own, access);
  },
  vectors: () => [
    {
      name: 'three refusals, and two days later all the payments',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...[9, 10, 11].flatMap((hour) => read(15, hour, { status: 'denied', tables: ['pay'] })),
        ...workday(17, { reads: 9, tables: ['pay'] }),
      ],
      fires: 1,
    },
    {
      name: 'two refusals, and then the right to it',
      isEdge: true,
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...[9, 10].flatMap((hour) => read(15, hour, { status: 'denied', tables: ['pay'] })),
        ...workday(16, { reads: 9, tables: ['pay'] }),
      ],
      fires: 0,
    },
    {
      name: 'refused what was always read, until the right was back',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...workday(15, { reads: 9, status: 'denied' }),
        ...workday(16, { reads: 20 }),
      ],
      fires: 0,
    },
  ],
});
