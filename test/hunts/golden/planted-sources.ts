// Planted into the golden world: what is wrong with sources, accounts and the log itself, and what
// is as it should be. Sources and accounts are named for the hunt that they are for.

import type { Row } from '../../support/planted-rows.ts';
import {
  february,
  january,
  minute,
  names,
  opened,
  type Planted,
  served,
  together,
} from './rows.ts';

const fromSource = (source: string, at: string, more: Row = {}) =>
  served(`bob-${source}`, at, `at-${source}`, { source, event_id: `${source} ${at}`, ...more });

/** Five events each, two seconds on their way; three of one say that it is ten minutes later. */
const clocks: Planted = {
  access: [0, 1, 2, 3, 4].flatMap((i) => {
    const [at, seen_at] = [february(3, minute(i)), february(3, minute(i)).replace(/00$/, '02')];
    const ahead = i < 3 ? { reported_at: february(3, minute(i + 10)) } : {};
    return [
      fromSource('clock-ahead', at, { seen_at, ...ahead }),
      fromSource('clock-right', at, { seen_at }),
    ];
  }),
};

const letter = (topic: string, i: number, reason: string) => ({
  ...{ topic, reason, stage: 'enrich', offset: i, partition: 0, key: `account-${i}` },
  ...{ seen_at: february(3, minute(i)), size_bytes: 100, detail: 'The value ends too early.' },
});
const deadLetters: Planted = {
  // What could not be read of accesses, and what of tickets, which the question is not about.
  dead_letters: [
    ...[0, 1, 2].map((i) => letter('db-access', i, 'truncated')),
    ...[0, 1, 2].map((i) => letter('tickets', i, 'trailing-bytes')),
  ],
};

const atTable = (table: string, i: number, more: Row) =>
  served('bob-contracts', february(3, minute(i)), `contract-${i}`, {
    ...{ source: 'contract-proxy', database: 'contracts', tables: [table], rows: 40 },
    ...{ event_id: `${table} ${i}`, ...more },
  });
const nobody = {
  subjects: [],
  reasons: [],
  segments: [],
  tickets: [],
  ticket_marks: [],
  flags: [],
};
const withoutCustomers: Planted = {
  access: [0, 1, 2, 3].flatMap((i) => [
    atTable('contracts', i, { ...nobody, subject_count: 0, rows: i === 0 ? 0 : 40 }),
    // Reads that name their customer, and what names nobody is no read.
    atTable('contract_files', i, {}),
    atTable('contract_files', i + 10, { ...nobody, operation: 'insert' }),
  ]),
};

/** Ten records in a row, but for the sixth. */
const tenRecords = (log: string) =>
  [0, 1, 2, 3, 4, 6, 7, 8, 9].map((_offset) =>
    served(`bob-${log}`, february(3, minute(_offset)), `in-${log}`, {
      ...{ _log: log, _partition: 7, _offset, event_id: `${log} ${_offset}` },
    }),
  );
const offsetGaps: Planted = {
  access: [...tenRecords('log-with-hole'), ...tenRecords('log-whole')],
  // The sixth of this one is a Tick, which lies in the other table.
  access_control: [
    {
      ...{ _log: 'log-whole', _partition: 7, _offset: 5, state: 'live' },
      ...{ _seen_at: february(3, minute(5)), clock: february(3, minute(5)) },
    },
  ],
};

const silentSources: Planted = {
  access: [
    // Every quarter of an hour, and no more since the first of February.
    ...Array.from({ length: 40 }, (_, i) =>
      fromSource('silent-proxy', february(1, minute(15 * i))),
    ),
    // Once a week, and six days ago.
    ...[12, 19, 26].map((day) => fromSource('weekly-proxy', january(day))),
    fromSource('weekly-proxy', february(2)),
  ],
};

const unknownPeople: Planted = {
  access: ['mole-unknown-people', 'ann-unknown-people'].map((account) =>
    opened(account, february(3), names(`by-${account}`, 30), { user_kind: 'unknown' }),
  ),
  // Somebody who joined, and has been entered since.
  people: [
    {
      ...{ _key: 'newcomer', id: 'newcomer', accounts: ['ann-unknown-people'], kind: 'human' },
      ...{ team: 'planted', employment: 'active', _seen_at: february(5) },
    },
  ],
};

const many = { predicate: 'segment = ?' };
const withoutIds: Planted = {
  access: [
    opened('mole-reads-without-ids', february(3), [], { ...many, rows: 5000 }),
    // Of whose rows nearly all have a name.
    served('ann-reads-without-ids', february(3), names('named', 450), { ...many, rows: 500 }),
  ],
};

export const plantedSources = together([
  ...[clocks, deadLetters, withoutCustomers, offsetGaps, silentSources, unknownPeople, withoutIds],
]);
