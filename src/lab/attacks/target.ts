// Who matters is one person, or what one is allowed to see.

import { minuteMs } from '../../core/time.ts';
import { paymentColumns, paymentTable } from '../render.ts';
import type { Member } from '../teams.ts';
import type { Attack, Scene } from './scene.ts';

export const stalking: Attack = {
  id: 'stalking',
  title: 'The same record again and again',
  levels: [
    '30 times a day',
    'three of five days at work',
    'one of five days at work',
    'one of five days at work, by a colleague who is asked',
  ],
  people: [1, 1, 1, 2],
  plan(scene) {
    const { chosen } = scene.memory;
    if (chosen.length === 0) chosen.push(scene.random.pick(scene.parts.customers.vips));
    const who = scene.level === 4 ? scene.employed[1] : scene.acting();
    if (who === undefined || !scene.isOnDuty(who)) return;
    const day = scene.dutyDays % 5;
    const times = scene.byLevel([30, day < 3 ? 1 : 0, day === 0 ? 1 : 0, day === 0 ? 1 : 0]);
    for (let i = 0; i < times; i += 1) scene.open(who, scene.inShift(who), chosen[0]!);
  },
};

export const privilege: Attack = {
  id: 'privilege',
  title: 'Payment data, which few may read',
  levels: [
    'by a right granted to oneself, 200 a day',
    'by a right granted by the supervisor without a ticket, 60 a day',
    'by a right granted by a colleague who was asked, after denials, 30 a day',
    'by a right that was there all along, 8 a day',
  ],
  people: [1, 1, 2, 1],
  plan(scene) {
    const thief = scene.acting();
    if (thief === undefined) return;
    if (scene.dutyDays === 0) openTheWay(scene, thief);
    const count = scene.byLevel([200, 60, 30, 8]);
    for (const customer of scene.strangers(count, thief.queues[0])) {
      // On the first day after the right was granted.
      const at = Math.max(scene.inShift(thief), scene.shiftStart(thief) + 120 * minuteMs);
      const id = scene.parts.customers.id(customer);
      const columns = paymentColumns;
      const statement = `SELECT card_owner, iban FROM ${paymentTable} WHERE customer_id = '${id}'`;
      const changes = { tables: [paymentTable], columns, statement, ...scene.quick() };
      scene.bulk(thief, at + scene.random.below(60_000), [customer], { changes });
    }
  },
};

function openTheWay(scene: Scene, thief: Member): void {
  if (scene.level === 4) return;
  const start = scene.around(thief, thief.team.shiftHour + 0.5, 20);
  const supervisor = thief.team.members.find(({ role }) => role === 'supervisor');
  const by = scene.byLevel([thief, supervisor, scene.employed[1], thief]) ?? thief;
  const about = { tables: [paymentTable], columns: [], rows: 0, bytes: 0, ...scene.quick() };
  for (let tries = 0; scene.level === 3 && tries < 3; tries += 1) {
    const at = start + tries * 40_000 + scene.random.below(30_000);
    const statement = `SELECT card_owner, iban FROM ${paymentTable} LIMIT 1`;
    scene.bulk(thief, at, [], { changes: { ...about, statement, status: 'denied' } });
  }
  const at = start + 20 * minuteMs + scene.random.below(20 * minuteMs);
  const statement = `GRANT SELECT ON ${paymentTable} TO ${thief.account}`;
  const grant = { ...about, operation: 'grant', touch: 'changed', statement };
  scene.bulk(by, at, [], { changes: grant });
}
