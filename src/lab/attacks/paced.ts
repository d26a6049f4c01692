// So many customers a day beside honest work, in its rhythm.

import type { Attack, Scene } from './scene.ts';

export const lowAndSlow: Attack = {
  id: 'low-and-slow',
  title: 'A few customers a day, without a ticket',
  levels: ['40 a day', '20 a day', '10 a day', '3 to 5 a day'],
  plan(scene) {
    const count = scene.byLevel([40, 20, 10, 3 + scene.random.below(3)]);
    for (const member of scene.onDuty) scene.spread(member, count);
  },
};

export const laundered: Attack = {
  id: 'laundered',
  title: 'The same, each under a plausible ticket that the thief writes',
  levels: ['80 a day', '40 a day', '20 a day', '10 a day'],
  plan(scene) {
    for (const member of scene.onDuty) scene.launder(member, scene.byLevel([80, 40, 20, 10]));
  },
};

/** The case of 2019: 68,000 of the English speakers, as many as the days allow. */
export const foundingCase: Attack = {
  id: 'founding-case',
  title: '68,000 customers of one segment, for a call centre of scammers',
  levels: [
    'in 28 days, without tickets',
    'in 56 days, without tickets',
    'in 56 days, half of them under tickets',
    'the same, through three applications',
  ],
  plan(scene) {
    const days = scene.byLevel([28, 56, 56, 56]);
    if (scene.since >= days) return;
    for (const member of scene.onDuty) {
      // Five working days of seven, and one in twenty lost.
      const count = Math.round(68_000 / ((days * 5) / 7) / 0.95);
      const half = scene.level >= 3 ? Math.floor(count / 2) : 0;
      scene.launder(member, half);
      const apps = scene.level === 4 ? ['crm', 'mobile-crm', 'reporting'] : ['crm'];
      for (const app of apps) {
        scene.spread(member, Math.round((count - half) / apps.length), { changes: { app } });
      }
    }
  },
};

export const slowRamp: Attack = {
  id: 'slow-ramp',
  title: 'One more every so many days, so that no day stands out from the one before',
  levels: ['4 more each week, to 80', '2, to 40', '1, to 20', '1 each fortnight, to 10'],
  plan(scene) {
    const [more, most] = scene.byLevel([
      [4, 80],
      [2, 40],
      [1, 20],
      [0.5, 10],
    ] as const);
    const count = Math.min(most, Math.ceil(((scene.since + 1) / 7) * more));
    for (const member of scene.onDuty) scene.spread(member, count);
  },
};

export const toOrder: Attack = {
  id: 'to-order',
  title: 'Named people, looked up for somebody who pays for each',
  levels: ['10 a day', '6 a day', '3 a day', '3 a day, each under a ticket'],
  plan(scene) {
    for (const member of scene.onDuty) {
      const count = scene.byLevel([10, 6, 3, 3]);
      if (scene.level === 4) scene.launder(member, count);
      // Who is named by somebody else may be anybody's customer.
      else {
        for (let named = 0; named < count; named += 1) {
          const { segment } = scene.random.pick(scene.parts.staff.teams);
          for (const customer of scene.strangers(1, segment)) {
            scene.open(member, scene.inShift(member), customer);
          }
        }
      }
    }
  },
};

/** Reads with a reason on record, for the wrong one: nothing in a ticket is missing. */
export const ownQueue: Attack = {
  id: 'own-queue',
  title: 'Customers with an open ticket in the own queue, one after the other',
  levels: ['60 a day', '30 a day', '15 a day', '8 a day'],
  plan(scene) {
    for (const member of scene.onDuty) {
      for (let i = 0; i < scene.byLevel([60, 30, 15, 8]); i += 1) {
        const at = scene.inShift(member);
        const waiting = scene.tickets.filter(
          ({ queue, opened_at, closed_at }) =>
            queue === member.queues[0] && opened_at <= at && (closed_at ?? at) >= at,
        );
        const open = waiting
          .map(({ subject }) => scene.parts.customers.numberOf(subject!))
          .filter((customer) => !scene.memory.taken.has(customer));
        if (open.length === 0) continue;
        const customer = scene.random.pick(open);
        scene.memory.taken.add(customer);
        scene.open(member, at, customer);
      }
    }
  },
};

export const harvest: Attack = {
  id: 'harvest',
  title: 'Lists of search results, photographed from the screen',
  levels: ['60 lists of 25 a day', '20 lists of 25', '10 lists of 15', '4 lists of 10'],
  plan(scene) {
    const [lists, length] = scene.byLevel([
      [60, 25],
      [20, 25],
      [10, 15],
      [4, 10],
    ] as const);
    for (const member of scene.onDuty) {
      for (let list = 0; list < lists; list += 1) {
        const customers = scene.strangers(length, member.queues[0]);
        const prefix = 100 + scene.random.below(900);
        const changes = {
          ...{ operation: 'search', touch: 'listed', columns: ['customer_id', 'name'] },
          statement: `SELECT customer_id, name FROM customers WHERE phone LIKE '${prefix}%'`,
          ...scene.quick(),
        };
        scene.bulk(member, scene.inShift(member), customers, { changes });
      }
    }
  },
};

/** No event of its own: what is copied was read for work. Only victims tell. */
export const ownReads: Attack = {
  id: 'own-reads',
  title: 'Copies what was read for honest work: no access is added',
  levels: ['all of it', 'half of it', 'a quarter', 'a tenth'],
  plan(scene: Scene) {
    const share = scene.byLevel([1, 0.5, 0.25, 0.1]);
    for (const member of scene.onDuty) scene.copyOwn(member, share);
  },
};
