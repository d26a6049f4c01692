// What the story says: the figures, the failures, and no line wider than a terminal.

import { expect, test } from 'vitest';
import type { IncidentFigures, Story, TheftFigures } from '../../src/lab/story.ts';
import { tellStory } from '../../src/lab/story-text.ts';

const at = Date.UTC(2026, 1, 14, 15, 6);
const dayMs = 86_400_000;

function incident(user: string, openedAt: number): IncidentFigures {
  const because =
    '31.0 of 70 touches without a reason; about 4.5 are usual for somebody who does this work';
  return {
    id: user,
    user,
    team: 'en-1',
    openedAt,
    askedAt: openedAt - 2 * 3_600_000,
    tier: 'incident',
    state: 'opened',
    detectors: ['unexplained-access'],
    because,
    anomalies: 1,
    recordsEstimated: 27,
  };
}

const theft: TheftFigures = {
  person: 'agent-0059',
  team: 'en-consumer-austin-3',
  mode: 'no-ticket',
  pacePerDay: 40,
  startedAt: at,
  events: 958,
  eventsMade: 958,
  taken: 1_520,
  askedAt: at + 2.4 * dayMs,
  found: {
    incident: incident('agent-0059', at + 2.5 * dayMs),
    afterMs: 2.5 * dayMs,
    goneAsked: 83,
    gone: 91,
    hunt: 'reads-without-reason',
    huntParameters: { user: 'agent-0059', since: '2026-02-14 00:00:00' },
  },
  limit: { customers: 66, honestDays: 143, honestPeople: 1 },
};

const story: Story = {
  read: {
    events: 547_519,
    eventsMade: 547_519,
    people: 300,
    services: 4,
    customers: 61_000,
    days: 60,
    firstAt: at - 40 * dayMs,
    lastAt: at + 20 * dayMs,
  },
  incidents: [],
  questions: 9,
  falseIncidents: [],
  theft,
  attack: null,
};

const honest = { ...story, theft: null };
const falseOnes = Array.from({ length: 7 }, (_, i) => incident(`agent-${i}`, at));

for (const { name, given, says, saysNot = [] } of [
  {
    name: 'a thief who was found',
    given: story,
    says: [
      'What was read: 547,519 accesses by 300 people and 4 service accounts to 61,000 customers',
      'Found: agent-0059 of en-consumer-austin-3.',
      'Asked about 2026-02-17 01:06 ("what was this for?"), when 83 customer records were gone.',
      'Incident opened 2026-02-17 03:06 by unexplained-access, because: 31.0 of 70 touches',
      'begun 2026-02-14 15:06, 2.5 days before. 91 customer records were gone by then',
      'would have been 1,520.',
      "A fixed limit at agent-0059's median day of the theft (66 customers) is also reached on 143",
      'honest days of 1 person.',
      'No incident was opened on anybody else.',
      '9 questions were asked about honest work: 0.50 per 1,000 people and day.',
      "hunt run reads-without-reason --user agent-0059 --since '2026-02-14 00:00:00' --data d",
      "WHERE user = 'agent-0059' ORDER BY at",
      'curl http://127.0.0.1:8080/health',
    ],
    saysNot: ['Not found', 'lost', 'Only'],
  },
  {
    name: 'a thief who was not found',
    given: { ...story, theft: { ...theft, found: null } },
    says: [
      'Not found: agent-0059',
      'took 1,520 customer records until the end. Somebody was asked about them 2026-02-17 00:42.',
    ],
    saysNot: ['Found:'],
  },
  {
    name: 'nobody stole and nobody was found',
    given: honest,
    says: ['Nobody was found, and nobody stole: this world has no thief.'],
    saysNot: ['opened without a theft', 'anybody else'],
  },
  {
    name: 'honest people who were suspected',
    given: { ...honest, incidents: falseOnes, falseIncidents: falseOnes },
    says: [
      'Nobody stole in this world, and yet somebody was suspected:',
      '7 incidents were opened without a theft behind them: 0.39 per 1,000 people and day.',
      'agent-4 (unexplained-access)',
      '… and 2 more.',
    ],
    saysNot: ['Nobody was found', 'agent-5'],
  },
  {
    name: 'an attack of the catalogue, and what came of it',
    given: {
      ...honest,
      attack: {
        ...{ attack: 'collusion', level: 2, what: 'two of a team', people: ['ann', 'bob'] },
        ...{ startedAt: at, taken: 240, askedAt: at + dayMs, pagedAt: null },
      },
    },
    says: [
      'An attack: collusion, level 2 (two of a team), by ann, bob, begun',
      '240 customer records until the end. Asked about',
      'nobody was paged.',
      'No incident was opened on anybody else.',
    ],
    saysNot: ['Nobody stole', 'nobody stole'],
  },
  {
    name: 'events that are missing',
    given: {
      ...story,
      read: { ...story.read, events: 547_000 },
      theft: { ...theft, events: 900 },
    },
    says: ['The simulator made 547,519: something was lost', 'Only 900 of the 958 accesses'],
  },
] satisfies { name: string; given: Story; says: string[]; saysNot?: string[] }[]) {
  test(`the story tells ${name}`, () => {
    const options = {
      command: 'molecatcher',
      flags: '--data d',
      healthUrl: 'http://127.0.0.1:8080/health',
    };
    const text = tellStory(given, options);
    const flowing = text.replaceAll(/\s+/g, ' ');
    for (const words of says) expect(flowing).toContain(words);
    for (const words of saysNot) expect(flowing).not.toContain(words);
    const prose = text.slice(0, text.indexOf('Three things'));
    for (const line of prose.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
}
