// At odd hours, or on the way out.

import { minuteMs } from '../../core/time.ts';
import type { Attack } from './scene.ts';

export const offHours: Attack = {
  id: 'off-hours',
  title: 'When nobody is there to see it',
  levels: [
    '500 records at three in the night',
    'overtime on free days',
    'an hour after the own shift',
    'in the last hour of the own shift',
  ],
  plan(scene) {
    const count = scene.byLevel([500, 60, 40, 30]);
    for (const member of scene.employed) {
      const isAtWork = scene.parts.staff.isOnDuty(member, scene.day);
      if (scene.level === 2 ? isAtWork : !isAtWork) continue;
      for (const customer of scene.strangers(count, member.queues[0])) {
        const end = scene.endOfShift(member);
        const after = Math.floor(scene.random.next() * 60 * minuteMs);
        const at = scene.byLevel([
          scene.around(member, 3, 50),
          scene.around(member, 11, 240),
          end + after,
          end - after,
        ]);
        scene.open(member, at, customer);
      }
    }
  },
};

/** Days since the first: who takes part gives notice and leaves so (attacks.ts). */
export const leaver: Attack = {
  id: 'leaver',
  title: 'Somebody who leaves takes customers along',
  levels: [
    'by an account that was left open, after the last day',
    'on the last two days',
    'through the month of notice',
    'through sixty days, before anybody knows',
  ],
  days: [40, 30, 30, 60],
  plan(scene) {
    const [from, until, count] = scene.byLevel([
      [30, 40, 300],
      [28, 30, 1_000],
      [0, 30, 60],
      [0, 60, 25],
    ] as const);
    if (scene.since < from || scene.since >= until) return;
    const who = scene.level === 1 ? scene.gone : scene.onDuty;
    for (const member of who) scene.spread(member, count);
  },
};
