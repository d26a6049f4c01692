// What is said of segments that were counted over some of their customers: of which, over how many,
// what of the figures is a bound therefore, and how many victims that costs. For the text and the
// page of an attribution.

import type { Suspect } from '../../core/attribution/attribute.ts';
import type { Answer } from './attribute-list.ts';
import { type DrawnSegment, drawnSegments, isBounded } from './drawn-segments.ts';
import { isWay } from './entity-kinds.ts';
import { many, shortList } from './shared-words.ts';

export function drawnText(answer: Answer): string[] {
  const drawn = drawnSegments(answer);
  if (drawn.length === 0) return [];
  const list = shortList(
    drawn.map(({ segment, every, everyOfReaders }) => {
      return `${nameOf(segment)} (one customer in ${isWay(answer.by) ? every : everyOfReaders})`;
    }),
  );
  const drawnOf = `${drawn.length === 1 ? 'segment' : 'segments'} ${list}`;
  if (isWay(answer.by)) return [`Drawn: what was read by others of ${drawnOf} is an estimate.`];
  const small = drawn.filter(({ isSmall }) => isSmall);
  const left = small.length - smallShown;
  return [
    `Drawn: what people read of ${drawnOf} is an estimate, of which the upper bound is ` +
      'taken. Figures with ≤, or “at most”, are bounds therefore, and chosen errs towards nobody.',
    ...small.slice(0, smallShown).map(smallText),
    ...(left > 0 ? [`Likewise of ${many(left, 'more small segment')}.`] : []),
  ];
}

const smallShown = 5;

function smallText({ segment, customers, everyOfReaders: every, victimsNeeded }: DrawnSegment) {
  const drawn = customers ?? 0;
  const from =
    drawn === 0
      ? `none of its customers was drawn (one in ${every})`
      : `what was read of it is estimated from ${many(drawn, 'customer')} in about ` +
        `${Number((every * drawn).toPrecision(2))} (one in ${every})`;
  const needed =
    victimsNeeded === null
      ? 'nobody can be named by its victims alone'
      : `nobody can be named by fewer than ${victimsNeeded} victims like these alone`;
  return (
    `Segment ${nameOf(segment)}: ${from}; of so small a segment ${needed}. Asked about without ` +
    'those of other segments they may be counted whole.'
  );
}

function nameOf(segment: string): string {
  return segment === '' ? 'without a name' : segment;
}

/** A figure of what chance brings somebody, in words. */
export function atMost(answer: Answer, suspect: Pick<Suspect, 'isPerson'>, value: number): string {
  return `${isBounded(answer, suspect) ? 'at most ' : ''}${value.toFixed(1)}`;
}
