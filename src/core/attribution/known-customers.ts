// Customers whom somebody has known for long, which a name does not rest on. For whoever counts
// what the reads of one account come to.
//
//   opened  ·    ·  │ ·   ·    · │          known: whoever keeps these customers comes back to them
//                   │ ·          │          stray: nobody knows why they were met
//                   ├─ look-back ┤ cut-off
//
// Whoever works without tickets has opened each of their customers without a reason, and reads few
// others: when the list of their firm leaks, that is what a theft looks like. But whoever stole
// from it did not open the same records half a year before as well, each of them. Within the
// look-back to have come back clears nobody: a thief looks twice. Such reads go on to count for a
// lead, as those do that somebody had asked for.

import type { Hit, Victim } from './evidence.ts';
import { hitsFrom, type OwnRead } from './hits.ts';

/** Of one account and one victim. */
export type OwnReads = {
  readonly reads: readonly OwnRead[];
  /** Whether the same person had opened the record before the look-back began. */
  readonly isKnown: boolean;
};

/** A record that is in a list, or in an export, was not opened by anybody. */
export function isOpening(touch: string): boolean {
  return touch === 'opened' || touch === 'changed';
}

/** By victim, in their order. What is known stands for no look that others came along with. */
export function hitsBesideKnown(
  own: readonly OwnReads[],
  victims: readonly Pick<Victim, 'id' | 'certainty'>[],
): readonly Hit[] {
  const asked = own.map(({ reads, isKnown }) =>
    isKnown ? reads.map((read) => ({ ...read, isRouted: true })) : reads,
  );
  return hitsFrom(asked, victims).map((hit, victim) => {
    const { reads, isKnown } = own[victim]!;
    const isStray = !reads.some(({ isRouted }) => isRouted);
    return hit === 'routed' && isKnown && isStray ? 'known' : hit;
  });
}
