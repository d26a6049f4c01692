// Planted into the golden world: thieves who are known by the way that they take: rights, copies,
// exports, tools, machines, hours. Each pair is for the hunt in its name.

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

const payments = { tables: ['payment_methods'] };
const denied = (user: string) =>
  [0, 5].map((minutes) =>
    opened(user, february(3, minute(minutes)), [], {
      ...{ ...payments, event_id: `${user} is denied ${minutes}`, status: 'denied' },
    }),
  );
const afterDenial: Planted = {
  access: [
    ...denied('mole-after-denial'),
    opened('bob-after-denial', february(3, '11:00:00'), [], { ...payments, operation: 'grant' }),
    opened('mole-after-denial', february(3, '12:00:00'), names('paid', 3), payments),
    // Refused as well, and goes on in a table that was never refused.
    ...denied('ann-after-denial'),
    opened('ann-after-denial', february(3, '12:00:00'), names('unpaid', 3)),
  ],
};

const lastDays = (user: string, employment: string) => [
  ...[19, 20, 21, 22, 23].map((day) => served(user, january(day), names(`${user}-on-${day}`, 4))),
  ...[2, 3, 4, 5, 6].map((day) =>
    opened(user, february(day), names(`${user}-late-${day}`, 15), { employment }),
  ),
];
const beforeLeaving: Planted = {
  // On leave is not leaving.
  access: [
    ...lastDays('mole-before-leaving', 'notice'),
    ...lastDays('ann-before-leaving', 'leave'),
  ],
};

const copy = (user: string, table: string) =>
  opened(user, february(3), [], {
    ...{ operation: 'insert', tables: ['customers', table], rows: 900, touch: 'changed' },
    statement: `INSERT INTO ${table} SELECT * FROM customers`,
  });
const copiedTable: Planted = {
  access: [
    copy('mole-copied-table', 'tmp_mole'),
    opened('mole-copied-table', february(4), [], { tables: ['tmp_mole'], rows: 900 }),
    // Into a table that the register of tables has.
    copy('ann-copied-table', 'notes'),
  ],
};

const exportOf = (user: string, searchedAt: string) => [
  opened(user, february(3, searchedAt), names(`listed-for-${user}`, 60), {
    ...{ operation: 'search', touch: 'listed' },
  }),
  opened(user, february(3, '10:20:00'), names(`listed-for-${user}`, 60), {
    ...{ operation: 'export', touch: 'exported', program: 'crm-web', host: null },
  }),
];
const exportAfterSearch: Planted = {
  // The search of the one was twenty minutes before, that of the other four hours.
  access: [
    ...exportOf('mole-export-after-search', '10:00:00'),
    ...exportOf('ann-export-after-search', '06:00:00'),
  ],
};

const newHosts: Planted = {
  access: [
    opened('mole-new-hosts', february(4), names('on-laptop', 20), { host: 'laptop-unknown' }),
    // A desk that somebody sat at weeks before.
    served('bob-new-hosts', january(14), names('on-desk', 2), { host: 'desk-known' }),
    opened('ann-new-hosts', february(4), names('on-desk', 20), { host: 'desk-known' }),
  ],
};

const begins = (user: string, tool: Record<string, string>) => [
  ...[6, 7, 8].map((day) => served(user, january(day), `${user}-on-${day}`)),
  opened(user, february(4), names(`${user}-with-tool`, 10), tool),
];
const newTool: Planted = {
  access: [
    ...begins('mole-new-tool', { program: 'psql' }),
    // New to this person, and in the hands of half the desk.
    ...begins('ann-new-tool', { app: 'mobile-crm' }),
  ],
};

const night = (user: string, isKnown: boolean) => [
  ...[12, 13, 14, 15, 16].map((day) =>
    served(user, january(day), names(`${user}-on-${day}`, 2), { on_shift: isKnown ? true : null }),
  ),
  opened(user, february(3, '22:00:00'), names(`${user}-at-night`, 30), {
    on_shift: isKnown ? false : null,
  }),
];
const offShift: Planted = {
  access: [
    ...night('mole-off-shift', true),
    // Of whom no shift is known.
    ...night('ann-off-shift', false),
  ],
};

const between = (user: string, apart: number) =>
  [0, 1, 2, 3].map((turn) =>
    served(user, february(3, minute(turn * apart)), `${user}-${turn}`, {
      host: `${user}-place-${turn % 2}`,
    }),
  );
const sharedAccounts: Planted = {
  // Three minutes from place to place, or half an hour.
  access: [...between('mole-shared-accounts', 3), ...between('ann-shared-accounts', 30)],
};

const atHost = (host: string, people: readonly string[]) =>
  people.flatMap((user, i) =>
    [0, 10].map((round) =>
      opened(user, february(3, minute(round + i)), `${user}-${round}`, { host }),
    ),
  );
const sharedHosts: Planted = {
  // Two who share a desk are no crowd.
  access: [
    ...atHost('kiosk-shared', names('mole-shared-hosts', 4)),
    ...atHost('desk-of-two', names('ann-shared-hosts', 2)),
  ],
};

const job = (user: string, days: readonly string[]) =>
  days.map((day) =>
    opened(user, `${day} 02:00:00`, [], {
      ...{ user_kind: 'service', host: `host-${user}`, program: 'job', rows: 10 },
    }),
  );
const nights = ['2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-02-03'];
const serviceByHand: Planted = {
  access: [
    ...job('svc-mole-by-hand', nights),
    opened('svc-mole-by-hand', february(3, '14:00:00'), names('by-hand', 30), {
      ...{ user_kind: 'service', host: 'ws-manila-0017', program: 'psql', rows: 30 },
    }),
    // The same job, and never anything else.
    ...job('svc-ann-by-job', nights),
  ],
};

const wide = (user: string, more: Record<string, string | null>) =>
  opened(user, february(3, '15:00:00'), [], { ...{ rows: 900, subject_count: 900 }, ...more });
const wildcardExports: Planted = {
  access: [
    wide('mole-wildcard-exports', { statement: 'SELECT * FROM customers', predicate: null }),
    // As many rows, of named columns and by a condition.
    wide('ann-wildcard-exports', {
      statement: 'SELECT customer_id FROM customers WHERE segment = ?',
      predicate: 'segment = ?',
    }),
  ],
};

export const plantedWays = together([
  ...[afterDenial, beforeLeaving, copiedTable, exportAfterSearch, newHosts, newTool, offShift],
  ...[sharedAccounts, sharedHosts, serviceByHand, wildcardExports],
]);
