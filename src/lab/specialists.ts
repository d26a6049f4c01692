// The teams beside the desks: the second line, to whom is escalated, quality assurance, who look at
// samples of everybody's work, and the fraud team, who open the files of whoever complains. For
// teams.

import type { Role } from './teams.ts';

export type SpecialistTeam = { readonly name: string; readonly role: Role; readonly size: number };

const kinds = [
  { name: 'second-line', role: 'second-line', share: 0.5 },
  { name: 'quality', role: 'quality', share: 0.2 },
  { name: 'fraud', role: 'fraud', share: 0.3 },
] as const;

/** Fewer people than that have no teams of their own for it. */
const fewestAgents = 20;

/** At least one in each, where there are any. */
export function specialistTeams(agents: number, share: number): readonly SpecialistTeam[] {
  if (share === 0 || agents < fewestAgents) return [];
  return kinds.map(({ name, role, share: part }) => {
    return { name, role, size: Math.max(1, Math.round(agents * share * part)) };
  });
}
