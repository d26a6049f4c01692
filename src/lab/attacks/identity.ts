// Under several names, or somebody else's. Who acts comes first; the others are those whose
// accounts are used.

import type { Member } from '../teams.ts';
import type { Attack, Scene } from './scene.ts';

const perDay = 40;

export const sharedAccount: Attack = {
  id: 'shared-account',
  title: 'One thief by other accounts, or from another desk',
  levels: [
    'the own account, from a second workstation',
    'a colleague’s account, at night, from the own desk',
    'the own and two more accounts by turns, from the own desk',
    'five accounts in the own shift, from the own desk',
  ],
  people: [1, 2, 3, 5],
  acting: [1, 1, 1, 1],
  plan(scene) {
    const thief = scene.acting();
    if (thief === undefined) return;
    const changes = scene.deskOf(thief);
    if (scene.level === 1) {
      scene.spread(thief, perDay, { changes: { host: `${thief.host}-x`, ip: '10.200.7.9' } });
      return;
    }
    const { employed } = scene;
    const used = scene.byLevel([
      [thief],
      employed.slice(1, 2),
      employed.slice(scene.dutyDays % employed.length).slice(0, 1),
      employed,
    ]);
    for (const account of used) {
      const share = Math.ceil(perDay / used.length);
      for (const customer of scene.strangers(share, thief.queues[0])) {
        const at = scene.level === 2 ? scene.around(thief, 22, 90) : scene.inShift(thief);
        scene.open(account, at, customer, { changes });
      }
    }
  },
};

export const collusion: Attack = {
  id: 'collusion',
  title: 'Many people, each a little',
  levels: ['5 with 100 a day', '20 with 85', '50 with 30', '200 with 8'],
  people: [5, 20, 50, 200],
  plan(scene) {
    for (const member of scene.onDuty) scene.spread(member, scene.byLevel([100, 85, 30, 8]));
  },
};

/** The one who is to be accused reads what the framer then complains about. */
export const framing: Attack = {
  id: 'framing',
  title: 'Records taken in a colleague’s open session, so that they are accused',
  levels: [
    '40 a day, from the framer’s desk',
    '40 a day, at the colleague’s desk in the break',
    '10 a day, at the colleague’s desk in the break',
    'up to 5 a day, of customers the colleague has met that day',
  ],
  people: [2, 2, 2, 2],
  acting: [1, 1, 1, 1],
  plan(scene) {
    const framer = scene.acting();
    const accused = scene.employed[1];
    if (framer === undefined || accused === undefined || !scene.isOnDuty(accused)) return;
    const count = scene.byLevel([40, 40, 10, 5]);
    const changes = scene.level === 1 ? scene.deskOf(framer) : {};
    const met = scene.customersOf(accused, breakOf(accused, scene, 0));
    const customers =
      scene.level === 4 ? met.slice(0, count) : scene.strangers(count, accused.queues[0]);
    for (const customer of customers) {
      scene.open(accused, breakOf(accused, scene, 25), customer, { changes });
    }
  },
};

/** Some time in so many minutes of the half hour in which nobody sits at the desk. */
function breakOf(member: Member, scene: Scene, minutes: number): number {
  return scene.around(member, member.team.shiftHour + 3 + (member.index % 5) * 0.5, minutes);
}
