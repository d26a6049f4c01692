// What somebody may have read of a segment of which none of the drawn customers is theirs: as many
// as the bound says (sampling.ts), or as of all segments together, if that is more. For
// count-reach.

import type { Entity, Reach } from '../../core/attribution/evidence.ts';
import type { BySegment } from './count-reach.ts';
import { readAtMost } from './sampling.ts';

type Counted = {
  readonly recent: BySegment;
  readonly usual: BySegment;
  readonly ofAll: Reach;
  /** Of whom it is known what is usual. */
  readonly known: ReadonlySet<Entity>;
};

/** `drawn`: segments, and over every how many of their customers. */
export function addUnseen(
  users: readonly Entity[],
  drawn: ReadonlyMap<string, number>,
  { recent, usual, ofAll, known }: Counted,
): void {
  for (const user of users) {
    const seen = recent.of(user);
    const unseen = [...drawn.keys()].filter((segment) => !seen.has(segment));
    const [now, before] = [
      atMost(unseen, drawn, { own: seen, all: ofAll.recent }),
      atMost(unseen, drawn, { own: usual.of(user), all: ofAll.usual }),
    ];
    unseen.forEach((segment, i) => {
      recent.add(user, segment, now[i]!);
      usual.add(user, segment, known.has(user) ? before[i]! : now[i]!);
    });
  }
}

type Counts = ReadonlyMap<string, number>;

function atMost(
  segments: readonly string[],
  drawn: ReadonlyMap<string, number>,
  { own, all }: { readonly own: Counts; readonly all: Counts },
): readonly number[] {
  const share = sumOf(own) / Math.max(1, sumOf(all));
  return segments.map((segment) => {
    return Math.max(drawn.get(segment)! * readAtMost(0), share * (all.get(segment) ?? 0));
  });
}

function sumOf(counts: Counts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
