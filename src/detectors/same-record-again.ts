// Same record again (D16): one record opened on several days, or many times on one, and never for a
// reason; sooner where the customer is prominent. Judged when the day closes, so that tickets that
// are written late have come.

import { detector } from '../core/detector.ts';
import { hash32 } from '../core/hash.ts';
import { count, score, share } from '../core/param.ts';
import { excuse, meet, repeatedLayout, strangestOn } from '../core/repeated-records.ts';
import { dayMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

const prominentFlag = 2;
/** More at once is a bulk, which wants nobody in particular. */
const subjectsMax = 16;

export const sameRecordAgain = detector({
  id: 'same-record-again',
  version: 1,
  title: 'One record opened again and again without a reason',
  family: 'target',
  severity: 'high',
  status: 'stable',
  always: false,
  attack: ['T1213.004'],
  why: 'Work meets a customer because of a ticket. Who comes back without one wants the person.',
  blindSpots: 'Visits weeks apart or under tickets; several people who look once each.',
  benign: ['The own account, or a test account', 'A tab that is restored each morning'],
  triage: ['hunt:reads-without-reason', 'Ask whether reader and customer know each other'],
  hunt: 'reads-without-reason',
  memoryDays: 28,
  params: {
    floor: count(2, 'Days on which the record was opened below which days say nothing'),
    openings: count(8, 'Openings on one day below which openings say nothing'),
    threshold: score(3.5, 'Score that makes an anomaly'),
    repeatShare: share(0.02, 'Company prior: that a record without a reason comes again on a day'),
    prominentShare: share(0.001, 'The same of a prominent customer'),
    readOnShare: share(0.5, 'Company prior: that somebody reads on in a record they opened'),
  },
  state: repeatedLayout,
  judge({ kind, start, end, profile, own, samples, params }) {
    if (kind !== 'day' || profile.isService) return undefined;
    const today = Math.floor(start / dayMs);
    const strangest = strangestOn(own, today, params);
    if (strangest === undefined || strangest.score < params.threshold) return undefined;
    const { met, score: value } = strangest;
    const { subjects, events } = samples();
    const who = met.isProminent ? 'a prominent customer' : 'one customer';
    const days = met.days === 1 ? 'one day' : `${met.days} days`;
    const times = met.opened === 1 ? 'once' : `${met.opened} times`;
    return {
      score: value,
      threshold: params.threshold,
      observed: met.days,
      expected: 1,
      because:
        `the record of ${who} opened without a reason on ${days} of four weeks, ` +
        (met.days === 1 ? times : `${times} on the last`),
      windowStart: met.since * dayMs,
      windowEnd: end,
      evidence: [
        { name: 'days on which it was opened', value: `${met.days}`, usual: '1' },
        { name: 'openings on the last day', value: `${met.opened}`, usual: '2' },
      ],
      // Ids are not kept: of the day's samples the one that it is, where it is among them.
      subjects: subjects.filter((subject) => hash32(subject) === met.hash),
      subjectsTotal: 1,
      events,
    };
  },
  learn({ access, profile, own }) {
    const { at, touch, subjects, reasons, flags } = access;
    if (profile.isService || touch === 'listed' || subjects.length > subjectsMax) return;
    const day = Math.floor(at / dayMs);
    for (let i = 0; i < subjects.length; i += 1) {
      if (reasons[i] !== 'none') continue;
      const isProminent = (flags[i]! & prominentFlag) !== 0;
      meet(own, { hash: hash32(subjects[i]!), day, isProminent });
    }
  },
  explain({ explained, own }) {
    excuse(own, hash32(explained.subject), Math.floor(explained.at / dayMs));
  },
  vectors: () => [
    {
      name: 'one record on four days without a ticket',
      feed: [
        ...days(10, (day) => workday(day, { reads: 20 })),
        ...[2, 5, 8, 9].flatMap((day) => again(day, 1)),
      ],
      fires: 1,
    },
    {
      name: 'a prominent customer on three days of four weeks',
      feed: [3, 12, 20].flatMap((day) => again(day, 1, prominentFlag)),
      fires: 1,
    },
    { name: 'the same record thirty times a day', feed: again(3, 30), fires: 1 },
    {
      name: 'three days without a ticket',
      isEdge: true,
      feed: [3, 4, 7].flatMap((day) => again(day, 2)),
      fires: 0,
    },
    {
      name: 'five days, each with a ticket',
      feed: days(5, (day) => read(day, 11, { subjects: ['customer-7'] })),
      fires: 0,
    },
  ],
});

function again(day: number, times: number, flag = 0) {
  return Array.from({ length: times }, (_, i) =>
    read(day, 11 + i / 10, { subjects: ['customer-7'], reason: 'none', flags: [flag] }),
  ).flat();
}
