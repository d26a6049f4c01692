// Canary record (D15): a fake customer was opened. Nobody has a reason to, so one is enough.

import { detector } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count } from '../core/param.ts';
import { days, read, workday } from '../core/vector.ts';

const canaryFlag = 1;

export const canaryRecord = detector({
  id: 'canary-record',
  version: 1,
  title: 'A canary record was opened',
  family: 'need',
  severity: 'critical',
  status: 'stable',
  always: true,
  attack: ['T1213.004', 'T1119'],
  why: 'A fake customer has no ticket and never calls: whoever opens it walks through records.',
  blindSpots: 'A thief who knows the canaries, or takes too few records to meet one (1 in 2,000).',
  benign: ['Whoever maintains the canaries', 'Quality sampling by supervisors'],
  triage: ['hunt:person-timeline', 'Look at what was opened just before and after'],
  hunt: 'person-timeline',
  memoryDays: 1,
  params: {
    smallest: count(1, 'Canaries opened in one access that make an anomaly'),
  },
  state: layout({}),
  score({ access, profile, params }) {
    // A hit in a list of search results is no opening; a registered batch is expected to pass.
    if (profile.isService || access.touch === 'listed') return undefined;
    const opened = access.subjects.filter(
      (_, i) => (access.flags[i]! & canaryFlag) !== 0 && access.reasons[i] !== 'campaign',
    );
    if (opened.length === 0 || opened.length < params.smallest) return undefined;
    return {
      score: 300,
      threshold: 300,
      observed: opened.length,
      expected: 0,
      because: `opened ${opened[0]}, a canary record that nobody has a reason to open`,
      windowStart: access.at,
      windowEnd: access.at + 1,
      evidence: [
        { name: 'canary records opened', value: opened.join(', '), usual: 'none' },
        { name: 'operation', value: access.operation, usual: '' },
      ],
      subjects: opened,
      events: [access.event_id],
      byEvent: true,
    };
  },
  vectors: () => [
    {
      name: 'one canary among usual work',
      feed: [
        ...days(3, (day) => workday(day, { reads: 20 })),
        ...read(3, 10, { subjects: ['customer-canary'], flags: [canaryFlag] }),
      ],
      fires: 1,
    },
    {
      name: 'a canary in a list of search results',
      isEdge: true,
      feed: [
        ...read(0, 10, { subjects: ['customer-canary'], flags: [canaryFlag], touch: 'listed' }),
      ],
      fires: 0,
    },
    {
      name: 'a prominent customer',
      feed: [...read(0, 10, { subjects: ['customer-1'], flags: [2] })],
      fires: 0,
    },
    {
      name: 'a service account that reads everything',
      feed: [
        ...read(0, 10, { subjects: ['customer-canary'], flags: [canaryFlag], userKind: 'service' }),
      ],
      fires: 0,
    },
  ],
});
