// What victims can have in common: whoever read them, or a way that the reads took. For whoever
// counts or says it. A closed table: what is typed picks a row of it, and never becomes part of a
// statement. Each kind is told by where its touches are, so that the same statements count all.
//
//   user            a person, or a service                            access_by_subject
//   account, host, IP address, session                                access, its arrays joined
//   team            of the reader, at the time                        access_by_subject
//   ticket creator  whoever wrote the ticket behind the reason        tickets
//
// Services are no ways of their own: they are users. A program, an application or a network is too
// wide to lead anywhere: hunt what-victims-share.

import { allTouches } from './touches-sql.ts';

export type EntityKind = {
  /** As `--by` has it. */
  readonly id: string;
  /** In words; and of several. */
  readonly one: string;
  readonly many: string;
  /**
   * Whether reads are explained by whoever worked in their queue and shift: else all hosts of the
   * desk that served the victims stand out. Not to teams: most queues are one team's own, so that
   * duty would clear just the team through which all went. Nor to ticket creators: a queue says who
   * read.
   */
  readonly hasDuty: boolean;
  /** Where to look on, if there is a question for it. */
  readonly hunt?: string;
  /** A relation as those of touches-sql are, in which `user` is the entity. */
  readonly touches: string;
  /** The same as access is; null: only touches have one. */
  readonly accesses: string | null;
};

/** Joined side by side, as 0015_desks_of_touches.sql says why. */
function touchesBy(column: string): string {
  return `(
  SELECT
    ifNull(access.${column}, '') AS user,
    at, status, subject, segment, user_kind, 1 AS touches,
    cityHash64(subject) AS customer_hash
  FROM access
  ARRAY JOIN subjects AS subject, arrayResize(segments, length(subjects)) AS segment
  WHERE access.${column} != ''
)`;
}

function accessesBy(column: string): string {
  return `(
  SELECT
    ifNull(access.${column}, '') AS user,
    at, status, user_kind, subjects, subject_count, rows,
    ifNull(access.queue, '') AS queue,
    toStartOfInterval(at, INTERVAL 8 HOUR, 'UTC') AS shift
  FROM access
  WHERE access.${column} != ''
) AS access`;
}

const byTeam = `(
  SELECT
    assumeNotNull(team) AS user,
    at, status, subject, segment, user_kind, 1 AS touches,
    customer_hash
  FROM access_by_subject
  WHERE team != ''
)`;

/** Of a read that a ticket explained later, by that ticket. */
const byTicketCreator = `(
  SELECT
    author.created_by AS user,
    at, status, subject, segment, user_kind, 1 AS touches,
    cityHash64(subject) AS customer_hash
  FROM
  (
    SELECT at, status, subject, segment, user_kind, ticket
    FROM access_by_subject
    WHERE ticket != ''
    UNION ALL
    SELECT at, '' AS status, subject, segment, '' AS user_kind, ticket
    FROM access_control
    WHERE _record = 'Explained' AND ticket != ''
  ) AS touch
  INNER JOIN
  (
    SELECT id, assumeNotNull(created_by) AS created_by FROM tickets_now WHERE created_by != ''
  ) AS author ON author.id = touch.ticket
)`;

function ofColumn(column: string, one: string, many: string): EntityKind {
  const relations = { touches: touchesBy(column), accesses: accessesBy(column) };
  return { id: column, one, many, ...relations, hasDuty: true };
}

export const userKind: EntityKind = {
  ...{ id: 'user', one: 'account', many: 'people and machines' },
  ...{ touches: allTouches, accesses: 'access', hasDuty: true },
};

export const entityKinds: readonly EntityKind[] = [
  userKind,
  { ...ofColumn('account', 'account', 'accounts'), hunt: 'shared-accounts' },
  { ...ofColumn('host', 'host', 'hosts'), hunt: 'shared-hosts' },
  ofColumn('ip', 'IP address', 'IP addresses'),
  ofColumn('session', 'session', 'sessions'),
  { ...ofColumn('team', 'team', 'teams'), touches: byTeam, hasDuty: false, hunt: 'team-members' },
  {
    ...{ id: 'ticket-creator', one: 'ticket creator', many: 'ticket creators' },
    ...{ touches: byTicketCreator, accesses: null, hasDuty: false, hunt: 'tickets-by-reader' },
  },
];

/** Whether reads went through it, and it is nobody who read. */
export function isWay({ id }: EntityKind): boolean {
  return id !== userKind.id;
}
