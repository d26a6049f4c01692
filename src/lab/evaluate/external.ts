// A detector that is not ours: a program that gets the world as lines of JSON and answers with
// scores. It is judged by the same code, thresholds and budgets as everybody.
//
//   in    {"user":"agent-0012","instead_of":null,"team":…,"at":…,"subjects":[…],"reasons":[…],…}
//   out   {"user":"agent-0012","at":1767576000000,"score":3.2}
//
// First come all events of the honest world in the order of arrival. Then the trials, one after the
// other: `user` is then a name of its own, `instead_of` the person whose records these are, from
// the first day on, with or without a theft among them. What was learnt of the world holds for a
// trial; a trial is to teach nothing. A score counts from its instant on; higher is more
// suspicious.

import type { Seen } from './seen.ts';

export type ExternalScore = { readonly user: string; readonly at: number; readonly score: number };

export type External = {
  readonly id: string;
  write(line: string): void;
  /** Asked for once everything was written, after a step that says so. */
  scores(): Iterable<ExternalScore>;
};

export function trialName(person: string, cell: string): string {
  return `${person}#${cell}`;
}

export function externalLine({ access, event, found }: Seen, trial: string | null): string {
  return JSON.stringify({
    user: trial ?? access.user,
    instead_of: trial === null ? null : access.user,
    ...{ user_kind: access.user_kind, team: access.team, role: found.role, site: found.site },
    ...{ at: access.at, utc_offset_minutes: found.utc_offset_minutes, on_shift: found.on_shift },
    ...{ operation: access.operation, touch: access.touch, tables: event.tables },
    ...{ rows: access.rows, app: event.app, host: event.host, status: event.status },
    ...{ subjects: access.subjects, segments: found.segments, flags: access.flags },
    ...{ reasons: access.reasons, tickets: found.tickets },
  });
}

/** Undefined: it is none. */
export function externalScore(line: string): ExternalScore | undefined {
  const told: unknown = parsed(line);
  if (typeof told !== 'object' || told === null) return undefined;
  const { user, at, score } = told as Partial<Record<'user' | 'at' | 'score', unknown>>;
  if (typeof user !== 'string' || !isNumber(at) || !isNumber(score)) return undefined;
  return { user, at, score };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
