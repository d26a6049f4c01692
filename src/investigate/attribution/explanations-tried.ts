// What an innocent reader of victims might say, and what the data say to it. For the words and the
// page of an attribution.

import type { Answer, WeighedSuspect } from './attribute-list.ts';

export type Tried = { readonly explanation: string; readonly outcome: string };

export function explanationsTried(answer: Answer, suspect: WeighedSuspect): Tried[] {
  const { evidence, reads } = answer;
  const { entity, hits, strays, expected, reasons } = suspect;
  const candidate = evidence.candidates.find((one) => one.entity === entity)!;
  const cutoffs = new Map(evidence.victims.map(({ id, cutoff }) => [id, cutoff]));
  const handled = reads.filter(
    ({ user, subject, at }) => user === entity && at > cutoffs.get(subject)!,
  );
  const onDuty = evidence.victims.filter(({ servedBy }) =>
    servedBy.some(
      ({ desk, by, isRouted }) =>
        (isRouted || by !== entity) && (candidate.shares.get(desk) ?? 0) > 0,
    ),
  ).length;
  const campaign = reasons['campaign'] ?? 0;
  const k = evidence.victims.length;
  return [
    {
      explanation: 'They were asked to?',
      outcome: `${hits - strays} of ${hits} records were opened because of a ticket or a task.`,
    },
    {
      explanation: 'A campaign or a batch?',
      outcome:
        campaign === 0
          ? 'None that is registered covers these reads.'
          : `${campaign} of the victims belong to one that is registered.`,
    },
    {
      explanation: 'They were on duty when the victims were served?',
      outcome: `At the desk, in the shift, of ${onDuty} of ${k}; what chance gives has it in it.`,
    },
    {
      explanation: 'They read very much?',
      outcome: `By what they read ${expected.toFixed(1)} are to be expected; there are ${hits}.`,
    },
    {
      explanation: 'They handle the complaints?',
      outcome:
        handled.length === 0
          ? 'They have opened none of these files since.'
          : `${handled.length} more reads came after the complaint, and do not count.`,
    },
  ];
}
