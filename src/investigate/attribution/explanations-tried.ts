// What an innocent reader of victims might say, and what the data say to it. For the words and the
// page of an attribution.

import type { Answer, WeighedSuspect } from './attribute-list.ts';
import { atMost } from './drawn-words.ts';
import { outOfTime, whenReader, whenText } from './out-of-time.ts';
import { many } from './shared-words.ts';

export type Tried = { readonly explanation: string; readonly outcome: string };

export function explanationsTried(answer: Answer, suspect: WeighedSuspect): Tried[] {
  const { evidence } = answer;
  const { entity, hits, expected, expectedUsual } = suspect;
  const candidate = evidence.candidates.find((one) => one.entity === entity)!;
  const onDuty = evidence.victims.filter(({ servedBy }) =>
    servedBy.some(
      ({ desk, by, isRouted }) =>
        (isRouted || by !== entity) && (candidate.shares.get(desk) ?? 0) > 0,
    ),
  ).length;
  const k = evidence.victims.length;
  return [
    {
      explanation: 'They were asked to?',
      outcome: askedOutcome(suspect),
    },
    {
      explanation: 'A campaign or a batch?',
      outcome: campaignOutcome(suspect),
    },
    {
      explanation: 'They were on duty when the victims were served?',
      outcome: `At the desk, in the shift, of ${onDuty} of ${k}: a part of what chance gives.`,
    },
    {
      explanation: 'They read very much?',
      outcome:
        `By what they read in the same time ${atMost(answer, suspect, expected)} are to be ` +
        `expected, by what is usual for them ${atMost(answer, suspect, expectedUsual)}; there ` +
        `are ${hits}.`,
    },
    {
      explanation: 'They handle the complaints?',
      outcome: handledOutcome(answer, entity),
    },
  ];
}

function askedOutcome({ hits, asked: { asked, unknown, ownTicket } }: WeighedSuspect): string {
  const own = `${ownTicket} on a ticket of their own, of a customer who had not called.`;
  return [
    `${asked} of ${hits} records were opened because of a ticket or a task.`,
    ...(ownTicket === 0 ? [] : [own]),
    ...(unknown === 0 ? [] : [`Of ${unknown} nothing is known of reasons.`]),
  ].join(' ');
}

function campaignOutcome({ hits, reasons, asked: { unknown } }: WeighedSuspect): string {
  const campaign = reasons['campaign'] ?? 0;
  if (campaign > 0) return `${campaign} of the victims belong to one that is registered.`;
  if (unknown === hits) return 'Nothing is known of the reasons of these reads.';
  return unknown === 0
    ? 'None that is registered covers these reads.'
    : 'None that is registered covers those of which reasons are known.';
}

/** Complaints are handled once they are there: reads before that are no handling of any. */
function handledOutcome(answer: Answer, entity: string): string {
  const own = answer.reads.filter((read) => read.entity === entity);
  const late = outOfTime(own, whenReader(answer)).filter(([when]) => when !== 'too-early');
  if (late.length === 0) return 'They have opened none of these files since.';
  const parts = late.map(([when, reads]) => {
    return `${many(reads.length, 'more read')} came ${whenText(when, answer)}`;
  });
  const none = late[0]![0] === 'since-complaint' ? '' : 'As far as is on record, no: ';
  return `${none}${parts.join('; ')}. They do not count.`;
}
