// Planted into the golden world: thieves who are known by whom they open, and in which order. Each
// pair is for the hunt in its name.

import type { Row } from '../../support/planted-rows.ts';
import {
  explained,
  february,
  january,
  minute,
  names,
  opened,
  type Planted,
  served,
  together,
} from './rows.ts';

/** All days at work of the last four weeks. */
const atWork = [
  ...[12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 26, 27, 28, 29, 30].map((day) => january(day)),
  ...[2, 3, 4, 5, 6].map((day) => february(day)),
];

const canaries: Planted = {
  access: [
    opened('mole-canaries-read', february(3), 'canary-1', { flags: [1] }),
    // Prominent, not a canary.
    opened('ann-canaries-read', february(3), 'famous-1', { flags: [2] }),
  ],
};

/** Eight people, three customers each on one day, of a segment of which there was one a week. */
const littleBefore = [14, 21, 28].map((day) =>
  opened('bob-each-a-little', january(day), `before-${day}`, { segment: 'gold-card' }),
);
const littleByMany = names('mole-each-a-little', 8).map((user) =>
  opened(user, february(4), names(`of-${user}`, 3), { segment: 'gold-card' }),
);
const littleExplained = names('ann-each-a-little', 8).map((user) =>
  opened(user, february(4), names(`of-${user}`, 3), { segment: 'silver-card' }),
);
const eachALittle: Planted = {
  access: [...littleBefore, ...littleByMany, ...littleExplained],
  access_control: explained(littleExplained),
};

const fanOut: Planted = {
  access: [
    ...[1, 2, 3, 4].map((part) =>
      served('mole-fan-out-ranking', february(3, minute(part)), names(`fan-${part}`, 300)),
    ),
    // As many accesses and rows in a day, of the same few customers.
    ...[1, 2, 3, 4].map((part) =>
      served('ann-fan-out-ranking', february(3, minute(part)), names('few', 5), { rows: 300 }),
    ),
  ],
};

const walk = (user: string, reason: string) =>
  names(user, 12).map((customer, i) =>
    opened(user, february(3, minute(i)), customer, { order_key: 5000 + i, reason }),
  );
const idWalks: Planted = {
  // In the same order, each under a ticket.
  access: [...walk('mole-id-walks', 'none'), ...walk('ann-id-walks', 'assignee')],
};

const search = (user: string, keys: readonly number[]) =>
  keys.map((key, i) =>
    opened(user, february(3, minute(i)), `${user}-${key}`, {
      ...{ order_key: -2 - key, operation: 'search', touch: 'listed' },
    }),
  );
const prefixSearches: Planted = {
  access: [
    ...search('mole-prefix-searches', [370, 371, 372, 373, 374, 375, 376, 377]),
    // As many searches, as callers say their names.
    ...search('ann-prefix-searches', [370, 9000, 12, 4500, 371, 8000, 77, 6000]),
  ],
};

/** Customers of quiet-… were last opened on January 6, those of lively-… a week before. */
const dormant: Planted = {
  access: [
    served('bob-long-dormant-customers', january(6), names('quiet', 6)),
    served('bob-long-dormant-customers', january(29), names('lively', 6)),
    opened('mole-long-dormant-customers', february(5), names('quiet', 6)),
    opened('ann-long-dormant-customers', february(5), names('lively', 6)),
  ],
};

const segmentOf = (user: string) => [
  served(user, february(2), names(`served-by-${user}`, 60), { segment: 'de-consumer' }),
  opened(user, february(3), names(`of-${user}`, 15), { segment: 'ja-business' }),
];
const segmentExplained = segmentOf('ann-one-segment');
const oneSegment: Planted = {
  access: [...segmentOf('mole-one-segment'), ...segmentExplained],
  access_control: explained(segmentExplained.slice(1)),
};

const found = (user: string) =>
  names(`found-by-${user}`, 8).flatMap((customer, i) => [
    opened(user, february(2, minute(5 * i)), [customer, `${customer}-beside`], {
      ...{ event_id: `${user} searches ${customer}`, operation: 'search', touch: 'listed' },
    }),
    opened(user, february(2, minute(5 * i + 2)), customer),
  ]);
const openedOnce: Planted = {
  access: [
    ...found('mole-opened-once'),
    ...found('ann-opened-once'),
    // Somebody comes back to those that ann found.
    served('bob-opened-once', february(4), names('found-by-ann-opened-once', 8)),
  ],
};

const pair = (user: string, customers: readonly string[]) => [
  opened(`${user}-1`, january(20), customers),
  opened(`${user}-2`, february(3), customers),
];
const overlapping: Planted = {
  access: [
    ...pair('mole-overlapping-rare-customers', names('rare', 5)),
    ...pair('ann-overlapping-rare-customers', names('common', 5)),
    // Whom two others open too is not rare.
    ...names('bob-overlapping-rare-customers', 2).map((user) =>
      served(user, february(4), names('common', 5)),
    ),
  ],
};

const onlyLate = opened('mole-customers-only-they-saw', february(5), 'alone-late');
const onlyTheySaw: Planted = {
  access: [
    opened('mole-customers-only-they-saw', february(3), [...names('alone', 5), 'met-by-two']),
    // A colleague of the same team met one of the six.
    served('bob-customers-only-they-saw', february(4), 'met-by-two'),
    // Neither meets anybody: one who is refused, and a service.
    opened('refused-customers-only-they-saw', february(4), 'alone-2', { status: 'denied' }),
    opened('service-customers-only-they-saw', february(4), 'alone-3', { user_kind: 'service' }),
    // Whom the person met otherwise: not at all, in a list, for a reason that came later.
    opened('mole-customers-only-they-saw', february(5), 'alone-refused', { status: 'denied' }),
    opened('mole-customers-only-they-saw', february(5), 'alone-listed', { touch: 'listed' }),
    onlyLate,
  ],
  access_control: explained([onlyLate]),
};

/** In one hour ten without a reason, and three each in a way that does not count. */
const [dayMole, nightHour] = ['mole-day-in-the-life', february(3, '22:00:00')];
const dayLate = opened(dayMole, nightHour, names('day-late', 3));
const dayInTheLife: Planted = {
  access: [
    opened(dayMole, nightHour, names('day', 10)),
    opened(dayMole, nightHour, names('day-listed', 3), { touch: 'listed' }),
    opened(dayMole, nightHour, names('day-refused', 3), { status: 'denied' }),
    dayLate,
    // Somebody else, an hour later.
    opened('ann-day-in-the-life', february(3, '23:00:00'), names('day', 10)),
  ],
  access_control: explained([dayLate]),
};

const sameAgain: Planted = {
  access: [
    ...atWork.map((at) => opened('mole-same-customer-again', at, 'former-partner')),
    ...atWork.map((at) => served('ann-same-customer-again', at, 'regular')),
  ],
};

/** Four without a reason and four under tickets, on twelve days at work. */
const dripDays = atWork.slice(5, 17);
const drip = (user: string) => dripDays.map((at, i) => opened(user, at, names(`${user}-${i}`, 4)));
const dripWork = (user: string) =>
  dripDays.map((at, i) => served(user, at, names(`served-by-${user}-${i}`, 4)));
const dripExplained = drip('ann-slow-drip');
const slowDrip: Planted = {
  access: [
    ...['mole-slow-drip', 'ann-slow-drip'].flatMap(dripWork),
    ...drip('mole-slow-drip'),
    ...dripExplained,
  ],
  access_control: explained(dripExplained),
};

const staffReads = (user: string, more: Row = {}) =>
  [2, 3, 4].map((day) => opened(user, february(day), names('staff', 2), more));
const staffLate = staffReads('late-staff-records');
const staff: Planted = {
  access: [
    ...staffReads('mole-staff-records'),
    // The same records: in a list, refused, by a service, for a reason that came later.
    ...staffReads('ann-staff-records', { touch: 'listed' }),
    ...staffReads('refused-staff-records', { status: 'denied' }),
    ...staffReads('service-staff-records', { user_kind: 'service' }),
    ...staffLate,
  ],
  access_control: explained(staffLate),
};

export const plantedCustomers = together([
  ...[canaries, eachALittle, fanOut, idWalks, prefixSearches, dormant, oneSegment, openedOnce],
  ...[overlapping, onlyTheySaw, dayInTheLife, sameAgain, slowDrip, staff],
]);
