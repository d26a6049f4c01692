// Shared credential (D12): an account in use at a strange place, while its desk goes on using it.
//
// Where people move, the old desk is not used again; where somebody else has the account too, its
// owner comes back, again and again within minutes while both work. So the verdict waits for each
// return. A day at another desk and back is one return, and not a quick one.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score, share } from '../core/param.ts';
import { notePlace, placeFields, placeOf, returnOf } from '../core/places-in-use.ts';
import { shrunkShare } from '../core/stats/shrinkage.ts';
import { log, scoreOfLogTail } from '../core/stats/special.ts';
import { dayMs, minuteMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const sharedCredential = detector({
  id: 'shared-credential',
  version: 1,
  title: 'An account in use at a strange place, between uses at its own desk',
  family: 'identity',
  severity: 'medium',
  status: 'stable',
  always: false,
  attack: ['T1078'],
  why: 'Whoever does not want to be found takes an account of somebody else, or theirs elsewhere.',
  blindSpots:
    'Use at the own desk while its owner is away; an account borrowed while nobody uses it, at ' +
    'night or on leave; places that have become usual; people who sit elsewhere daily; one ' +
    'address for all, as behind a terminal server; distances; one place for many accounts.',
  benign: ['Help at the desk of a colleague', 'A meeting room', 'A day at home', 'Robots'],
  triage: ['hunt:person-timeline', 'Ask the owner where they were', 'Look who has that desk'],
  hunt: 'person-timeline',
  memoryDays: 29,
  params: {
    knownDays: count(3, 'Days of use after which a place counts as the own'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(4, 'Score that makes an anomaly'),
    dayShare: share(0.02, 'Company prior: days with some work at another place, and back'),
    perDay: ratio(20, 'Company prior: mean accesses from there on such a day'),
    againShare: share(0.3, 'Company prior: of those back within ten minutes, how many do so again'),
    priorDays: ratio(20, 'Weight of the prior, in days'),
  },
  state: layout(placeFields),
  score({ access, profile, own, params }) {
    if (profile.isService) return undefined;
    const back = returnOf(own, access, params.knownDays);
    if (back === undefined) return undefined;
    const { known } = profile.past;
    if (known < params.warmup) return undefined;
    // Where norms of the team exist, the share of its people's days takes the prior's place: desks
    // are shared in some teams, and in others never.
    const prior = { share: params.dayShare, weight: params.priorDays };
    const oddShare = shrunkShare({ successes: back.oddDays, trials: known }, prior);
    // On such days the number of accesses falls off exponentially, that of quick returns too.
    const value = scoreOfLogTail(
      log(oddShare) - back.strange / params.perDay + back.quickly * log(params.againShare),
    );
    if (value < params.threshold) return undefined;
    const minutes = Math.round(back.sinceMs / minuteMs);
    const day = Math.floor(access.at / dayMs);
    return {
      score: value,
      threshold: params.threshold,
      observed: back.strange,
      expected: oddShare * params.perDay,
      because:
        `${back.strange} accesses from a strange place; ${minutes} minutes later at ` +
        `${placeOf(access)} again, ${back.quickly} times within ten`,
      windowStart: day * dayMs,
      windowEnd: (day + 1) * dayMs,
      evidence: [
        { name: 'accesses from strange places', value: String(back.strange), usual: 'none' },
        { name: 'returns within ten minutes', value: String(back.quickly), usual: 'none' },
        { name: 'days before with the like', value: String(back.oddDays), usual: `of ${known}` },
      ],
      events: [access.event_id],
    };
  },
  learn({ access, profile, own, params }) {
    if (!profile.isService) notePlace(own, access, params.knownDays);
  },
  vectors: () => [
    {
      name: 'six reads from another desk, each between reads at the own',
      feed: [
        ...days(15, (day) => workday(day, { reads: 20 })),
        ...Array.from({ length: 12 }, (_, i) =>
          read(15, 9 + i / 20, i % 2 === 0 ? {} : { host: 'ws-mole' }),
        ).flat(),
      ],
      fires: 1,
    },
    {
      name: 'a new desk, and the old one never again',
      feed: days(20, (day) => workday(day, { reads: 20, ...(day < 15 ? {} : { host: 'ws-2' }) })),
      fires: 0,
    },
    {
      name: 'office and home by turns',
      feed: days(20, (day) => [
        ...workday(day, { reads: 20 }),
        ...read(day, 19, { host: 'laptop' }),
        ...read(day, 20, { host: 'laptop' }),
      ]),
      fires: 0,
    },
    {
      name: 'two reads at the desk of a colleague',
      isEdge: true,
      feed: days(16, (day) => [
        ...workday(day, { reads: 20 }),
        ...(day === 14 ? [20, 21].flatMap((hour) => read(day, hour, { host: 'ws-bob' })) : []),
      ]),
      fires: 0,
    },
  ],
});
