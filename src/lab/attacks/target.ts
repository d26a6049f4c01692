// Who matters is one person, or what one is allowed to see.

import { minuteMs } from '../../core/time.ts';
import type { Attack } from './scene.ts';

export const stalking: Attack = {
  id: 'stalking',
  title: 'The same record again and again',
  levels: ['30 times a day', 'three times a week', 'once a week', 'once a week, by a colleague'],
  people: [1, 1, 1, 2],
  plan(scene) {
    const { chosen } = scene.memory;
    if (chosen.length === 0) chosen.push(scene.random.pick(scene.parts.customers.vips));
    const who = scene.level === 4 ? scene.onDuty.slice(-1) : scene.onDuty;
    for (const member of who) {
      const times = scene.level === 1 ? 30 : 1;
      const isDue = scene.byLevel([
        true,
        scene.since % 7 < 5 && scene.since % 2 === 0,
        scene.since % 7 === 0,
        scene.since % 7 === 0,
      ]);
      for (let i = 0; isDue && i < times; i += 1) {
        scene.open(member, scene.inShift(member), chosen[0]!);
      }
    }
  },
};

export const privilege: Attack = {
  id: 'privilege',
  title: 'More rights than the work needs',
  levels: [
    'granted by oneself, used at once',
    'granted without a ticket, used',
    'denied, then granted by a colleague who was asked',
    'a legitimate new role, used slowly',
  ],
  plan(scene) {
    for (const member of scene.onDuty) {
      const at = scene.shiftStart(member) + 30 * minuteMs;
      const grant = (by: string) => ({
        ...{ operation: 'grant', touch: 'changed', tables: ['licences'], columns: [] },
        ...{ statement: `GRANT SELECT ON licences TO ${by}`, rows: 0, bytes: 0 },
        ...{ subjects: [], subject_count: 0 },
      });
      if (scene.since === 0 && scene.level <= 3) {
        for (let tries = 0; scene.level === 3 && tries < 3; tries += 1) {
          const changes = { ...grant(member.account), operation: 'select', status: 'denied' };
          scene.bulk(member, at + tries * minuteMs, [], { changes });
        }
        scene.bulk(member, at + 60 * minuteMs, [], { changes: grant(member.account) });
      }
      const changes = { tables: ['customers', 'licences'], columns: ['licence', 'expires_at'] };
      scene.spread(member, scene.byLevel([200, 60, 30, 8]), { changes });
    }
  },
};
