// What a mole did, done once more by somebody with an excuse, of other customers: refused-… is
// mole-… who was refused each time, and so on. So every hunt meets each of the reads that it must
// not hold against anybody. Hunts count them differently, and say so under `reading`.

import type { Row } from '../../support/planted-rows.ts';
import { explained, type Planted } from './rows.ts';

const excuses = {
  refused: { status: 'denied' },
  /** They only stood in a list. */
  listed: { touch: 'listed' },
  service: { user_kind: 'service' },
  /** A reason turned up within the hour. */
  late: {},
} as const;

type Excuse = keyof typeof excuses;

/** With which of them nobody is in the answer to a hunt. */
const absent: Readonly<Record<string, readonly Excuse[]>> = {
  'after-denial': ['service'],
  'before-leaving': ['service'],
  'copied-table': ['refused', 'service'],
  'export-after-search': ['refused', 'service'],
  'id-walks': ['listed', 'service', 'late'],
  'long-dormant-customers': ['refused', 'listed', 'service', 'late'],
  'new-tool': ['service'],
  'off-shift': ['refused', 'listed', 'service'],
  'one-segment': ['refused', 'listed', 'service', 'late'],
  'one-ticket-many-customers': ['refused', 'listed', 'service'],
  'opened-once': ['refused', 'listed', 'service', 'late'],
  'other-customer': ['refused', 'listed', 'service'],
  'overlapping-rare-customers': ['refused', 'listed', 'service', 'late'],
  'prefix-searches': ['service'],
  'reads-without-ids': ['refused'],
  'reopened-tickets': ['refused', 'listed', 'service'],
  'same-customer-again': ['refused', 'listed', 'service', 'late'],
  'shared-accounts': ['service'],
  'slow-drip': ['refused', 'listed', 'service', 'late'],
  'ticket-after-read': ['refused', 'listed'],
  'tickets-by-reader': ['refused', 'listed'],
  'tickets-soon-closed': ['refused', 'listed', 'service'],
  'wildcard-exports': ['refused'],
};

/** With which they are in it, or in what is counted, but not as the guilty are. */
const counted: Readonly<Record<string, readonly Excuse[]>> = {
  'before-leaving': ['refused', 'listed', 'late'],
  'canaries-read': ['service', 'late'],
  'each-a-little': ['refused', 'listed', 'service', 'late'],
  'new-hosts': ['refused', 'listed', 'late'],
  'new-tool': ['refused', 'late'],
  'off-shift': ['late'],
  'other-customer': ['late'],
  'shared-hosts': ['service', 'late'],
};

/** Whoever did the same with an excuse, and is not in the answer. */
export function absentFrom(id: string, guilty: Row): readonly Row[] {
  const user = String(guilty['user']);
  return (absent[id] ?? []).map((excuse) => ({ user: user.replace('mole', excuse) }));
}

/** The same accesses and reasons as those of the moles among `rows`, with their excuses. */
export function withExcuses(rows: Planted): Planted {
  const accesses: Row[] = [];
  const reasons: Row[] = [];
  for (const [id, some] of [...Object.entries(absent), ...Object.entries(counted)]) {
    const done = (rows['access'] ?? []).filter(({ user }) => isMoleOf(id, String(user)));
    const behind = (rows['access_control'] ?? []).filter(({ user }) => isMoleOf(id, String(user)));
    for (const excuse of some) {
      const excused = done.map((row) => ({ ...byAnother(row, excuse), ...excuses[excuse] }));
      accesses.push(...excused);
      reasons.push(...behind.map((row) => byAnother(row, excuse)));
      if (excuse === 'late') reasons.push(...explained(excused));
    }
  }
  return { access: accesses, access_control: reasons };
}

function isMoleOf(id: string, user: string): boolean {
  return user === `mole-${id}` || (user.startsWith(`mole-${id}-`) && /-\d$/.test(user));
}

function byAnother(row: Row, excuse: Excuse): Row {
  const user = String(row['user']).replace('mole', excuse);
  const other = { ...row, user, event_id: `${row['event_id']}, ${excuse}` };
  const { subject, subjects, tables } = row;
  // A reason that came later is of one customer.
  if (subject !== undefined) return { ...other, subject: `${subject}, ${excuse}` };
  const customers = (subjects as readonly string[]).map((one) => `${one}, ${excuse}`);
  // A copy of one's own has one's own name.
  const own = (tables as readonly string[]).map((table) => table.replace('mole', excuse));
  return { ...other, account: user, subjects: customers, tables: own };
}
