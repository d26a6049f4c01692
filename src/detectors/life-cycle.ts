// Life cycle (D17): an account is used though its person has left. What is known of somebody who is
// leaving is no verdict: it weighs what others say (core/context.ts).

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count } from '../core/param.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const lifeCycle = detector({
  id: 'life-cycle',
  version: 1,
  title: 'An account is used after its person has left',
  family: 'identity',
  severity: 'critical',
  status: 'stable',
  always: true,
  attack: ['T1078'],
  why: 'Nobody works after the last day. An account left open is used by who should not have it.',
  blindSpots: 'End dates that the staff records do not tell, or tell late; accounts of nobody.',
  benign: ['A last day that was moved', 'A successor on the same account', 'A mailbox clean-up'],
  triage: ['hunt:person-timeline', 'Have the account closed, and ask who knew its password'],
  hunt: 'person-timeline',
  memoryDays: 1,
  params: {
    smallest: count(1, 'Events of the day after the end that make an anomaly'),
  },
  state: layout({}),
  score({ access, profile, params }) {
    if (access.employment !== 'ended' || profile.isService) return undefined;
    const { events, subjects } = profile.day;
    if (events < params.smallest) return undefined;
    const start = Math.floor(access.at / dayMs) * dayMs;
    return {
      score: 300,
      threshold: 300,
      observed: events,
      expected: 0,
      because: `used though the person has left: ${access.operation}, ${subjects} customers so far`,
      windowStart: start,
      windowEnd: start + dayMs,
      evidence: [
        { name: 'employment', value: access.employment, usual: 'active' },
        { name: 'customers of the day so far', value: `${subjects}`, usual: '0' },
      ],
      subjects: access.subjects,
      events: [access.event_id],
    };
  },
  vectors: () => [
    {
      name: 'a day of reads after the last day at work, told once',
      feed: [
        ...days(5, (day) => workday(day, { reads: 20 })),
        ...[9, 10, 11].flatMap((hour) => read(8, hour, { employment: 'ended' })),
      ],
      fires: 1,
    },
    {
      name: 'the month of notice',
      isEdge: true,
      feed: days(5, (day) => read(day, 10, { employment: 'notice' })),
      fires: 0,
    },
    {
      name: 'a person of whom nobody has heard',
      feed: days(5, (day) => read(day, 10, { employment: 'unknown' })),
      fires: 0,
    },
  ],
});
