// How `attribute` is to look at a list: how far back, and of whom or what.

import { lookBackOfUsual, type Spans, usualSpans } from '../core/attribution/cutoff.ts';
import { suggestion } from '../core/nearest.ts';
import { dayMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { type EntityKind, entityKinds, userKind } from '../investigate/attribution/entity-kinds.ts';
import type { Flag, Flags } from './command.ts';

const kindIds = entityKinds.map(({ id }) => id);

export const lookFlags: readonly Flag[] = [
  {
    name: 'by',
    value: 'KIND',
    doc: `What the victims may have in common: ${kindIds.join(', ')} [${userKind.id}].`,
  },
  {
    name: 'look-back',
    value: 'WEEKS',
    doc:
      'How long before a call its record may have been taken; of fewer than ' +
      `${lookBackOfUsual(usualSpans) / (7 * dayMs)} nobody knows what is usual [26].`,
  },
];

export type Look = { readonly by: EntityKind; readonly spans: Spans };

export function lookFrom(flags: Flags): Look {
  return { by: kindFrom(flags.text('by') ?? userKind.id), spans: spansFrom(flags) };
}

/** The same as flags, what was not given included. */
export function lookText({ by, spans }: Look): Readonly<Record<string, string>> {
  return { by: by.id, 'look-back': `${spans.lookBackMs / (7 * dayMs)}` };
}

function kindFrom(word: string): EntityKind {
  const kind = entityKinds.find(({ id }) => id === word);
  if (kind !== undefined) return kind;
  const meant = suggestion(word, kindIds) || ` There are: ${kindIds.join(', ')}.`;
  throw new OutsideError('bad-usage', `Nothing is told by ${word}.${meant}`);
}

function spansFrom(flags: Flags): Spans {
  const text = flags.text('look-back') ?? '26';
  const weeks = Number(text);
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > 520) {
    throw new OutsideError('bad-usage', `--look-back is a number of weeks, 1 to 520, not ${text}.`);
  }
  return { ...usualSpans, lookBackMs: weeks * 7 * dayMs };
}
