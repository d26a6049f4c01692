// Those who stand out together. Three or more who have read the same victims came by one route: a
// desk, a shared task, a list that was passed on. None of them can be told from the others, so that
// none of them is named. Several who share a theft have read different victims.
//
//   anna ━━ ben ━━ chloe      dan      each line: at least half of the victims that either has read
//   └──── one route ────┘
//
// For names, that is three who would be named, or three who have read the same victims without
// anybody having asked for it. Whose reads were all asked for tells nothing of how somebody came to
// victims without: else whoever takes from the list of a campaign is never named, as two who worked
// through it have read the same.

import type { Entity, Evidence, Hit } from './evidence.ts';

const [fewest, overlap] = [3, 0.5];

export type Outstanding = {
  /** Those who would be. */
  readonly named: readonly Entity[];
  readonly leads: readonly Entity[];
};

/** Everybody who is part of one. */
export function sharedRoutes(
  evidence: Evidence,
  { named, leads }: Outstanding,
): ReadonlySet<Entity> {
  const alike = [
    ...onSharedRoutes(evidence, named),
    ...onSharedRoutes(evidence, [...named, ...leads], isUnasked),
  ];
  // Whoever keeps the name is not one of those who cannot be told from others.
  const others = [...named.filter((entity) => alike.includes(entity)), ...leads];
  return new Set([...alike, ...onSharedRoutes(evidence, others)]);
}

type OfHits = (hit: Hit) => boolean;

const isRead: OfHits = (hit) => hit !== 'none';
const isUnasked: OfHits = (hit) => hit === 'stray' || hit === 'along';

/** Of those given, everybody who is part of one, by victims of such hits. */
export function onSharedRoutes(
  evidence: Evidence,
  outstanding: readonly Entity[],
  isCounted = isRead,
): ReadonlySet<Entity> {
  const groups = alikeGroups(evidence, outstanding, isCounted);
  return new Set(groups.flatMap((group) => (group.length < fewest ? [] : group)));
}

/** Those who have read the same victims, together; who is like nobody, alone. Each by name. */
export function alikeGroups(
  evidence: Evidence,
  outstanding: readonly Entity[],
  isCounted = isRead,
): Entity[][] {
  const read = evidence.candidates
    .filter(({ entity }) => outstanding.includes(entity))
    .map(({ entity, hits }) => {
      const positions = hits.flatMap((hit, i) => (isCounted(hit) ? [i] : []));
      return { entity, victims: new Set(positions) };
    });
  const groups = new Map(read.map(({ entity }) => [entity, new Set([entity])]));
  read.forEach((a, i) => {
    for (const b of read.slice(i + 1)) {
      if (overlapOf(a.victims, b.victims) < overlap) continue;
      const both = new Set([...groups.get(a.entity)!, ...groups.get(b.entity)!]);
      for (const entity of both) groups.set(entity, both);
    }
  });
  return [...new Set(groups.values())].map((group) => [...group].sort());
}

/** Of those that either has, the share that both have. */
function overlapOf(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const both = [...a].filter((position) => b.has(position)).length;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
