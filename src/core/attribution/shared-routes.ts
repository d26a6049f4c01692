// Those who stand out together. Three or more who have read the same victims came by one route: a
// desk, a shared task, a list that was passed on. None of them can be told from the others, so that
// none of them is named. Several who share a theft have read different victims.
//
//   anna ━━ ben ━━ chloe      dan      each line: at least half of the victims that either has read
//   └──── one route ────┘

import type { Entity, Evidence } from './evidence.ts';

const [fewest, overlap] = [3, 0.5];

/** Everybody who is part of one. */
export function onSharedRoutes(
  evidence: Evidence,
  outstanding: readonly Entity[],
): ReadonlySet<Entity> {
  const groups = alikeGroups(evidence, outstanding);
  return new Set(groups.flatMap((group) => (group.length < fewest ? [] : group)));
}

/** Those who have read the same victims, together; who is like nobody, alone. Each by name. */
export function alikeGroups(evidence: Evidence, outstanding: readonly Entity[]): Entity[][] {
  const read = evidence.candidates
    .filter(({ entity }) => outstanding.includes(entity))
    .map(({ entity, hits }) => {
      const positions = hits.flatMap((hit, i) => (hit === 'none' ? [] : [i]));
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
  return both / (a.size + b.size - both);
}
