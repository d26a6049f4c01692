// Planted into the golden world: thieves who need a ticket for each record, and the tickets. Each
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

/** Marks of a ticket: made by the reader, of whom nobody had called; of another customer. */
const [ownUncalled, ofAnother] = [3, 16];

function ticket(id: string, more: Row): Row {
  return { _key: id, id, kind: 'ticket', opened_at: january(20), _seen_at: january(20), ...more };
}

/** Customers one by one, each under the ticket of its name. */
const underTickets = (user: string, more: Row = {}) =>
  names(user, 6).map((customer, i) =>
    served(user, february(3, minute(2 * i + 2)), customer, {
      behind: `ticket-${customer}`,
      ...more,
    }),
  );

const manyUnder = (user: string, name: string, more: Row) =>
  names(user, 8).map((customer, i) =>
    opened(user, february(3, minute(i)), customer, { ticket: name, ...more }),
  );
const oneTicket: Planted = {
  access: [
    ...manyUnder('mole-one-ticket-many-customers', 'ticket-of-one', { mark: ofAnother }),
    // A campaign is about many customers.
    ...manyUnder('ann-one-ticket-many-customers', 'campaign-of-many', {
      ...{ reason: 'campaign', behind: 'campaign-of-many' },
    }),
  ],
  tickets: [
    ticket('ticket-of-one', { subject: 'somebody-else' }),
    ticket('campaign-of-many', { kind: 'campaign' }),
  ],
};

const otherCustomer: Planted = {
  access: [
    ...names('mole-other-customer', 6).map((customer, i) =>
      opened('mole-other-customer', february(3, minute(i)), customer, {
        ...{ ticket: `ticket-before-${customer}`, mark: ofAnother },
      }),
    ),
    // A window that was left open from the call before, twice in six calls.
    ...names('ann-other-customer', 6).map((customer, i) =>
      served('ann-other-customer', february(3, minute(i)), customer, {
        ...{ ticket: `ticket-${customer}`, mark: i < 2 ? ofAnother : 0 },
      }),
    ),
  ],
};

/** Closed long ago, and opened again at this time. */
const reopenedAt = (id: string, at: string) => [
  ticket(id, { closed_at: january(21) }),
  ticket(id, { _seen_at: at }),
];
const reopened: Planted = {
  access: [
    served('mole-reopened-tickets', february(3), 'again-1', { behind: 'ticket-again-1' }),
    served('ann-reopened-tickets', february(3), 'again-2', { behind: 'ticket-again-2' }),
  ],
  tickets: [
    ...reopenedAt('ticket-again-1', february(3, '09:50:00')),
    // Two days before somebody read the customer.
    ...reopenedAt('ticket-again-2', february(1, '09:50:00')),
  ],
};

const desk = { team: 'planted-telephone' };
const readFirst = names('mole-ticket-after-read', 6).map((customer, i) =>
  opened('mole-ticket-after-read', february(3, minute(i)), customer, desk),
);
const afterRead: Planted = {
  access: [...readFirst, ...underTickets('ann-ticket-after-read', desk)],
  access_control: explained(readFirst, { ticket: 'ticket-late', ticket_marks: ownUncalled }),
  // The tickets of the other were there two weeks before.
  tickets: names('ticket-ann-ticket-after-read', 6).map((id) => ticket(id, {})),
};

const byReader: Planted = {
  access: [
    ...underTickets('mole-tickets-by-reader', { mark: ownUncalled }),
    // As many, under tickets that others wrote.
    ...underTickets('ann-tickets-by-reader'),
  ],
};

const closedAfter = (user: string, minutes: number) =>
  names(`ticket-${user}`, 6).map((id, i) =>
    ticket(id, {
      ...{ opened_at: february(3, minute(2 * i)), closed_at: february(3, minute(2 * i + minutes)) },
      _seen_at: february(3),
    }),
  );
const soonClosed: Planted = {
  access: [...underTickets('mole-tickets-soon-closed'), ...underTickets('ann-tickets-soon-closed')],
  // Closed a minute after they were opened, or five.
  tickets: [
    ...closedAfter('mole-tickets-soon-closed', 1),
    ...closedAfter('ann-tickets-soon-closed', 5),
  ],
};

export const plantedTickets = together([
  ...[oneTicket, otherCustomer, reopened, afterRead, byReader, soonClosed],
]);
