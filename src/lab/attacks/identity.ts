// Under several names, or somebody else's.

import type { Attack, Scene } from './scene.ts';

const perDay = 40;

export const sharedAccount: Attack = {
  id: 'shared-account',
  title: 'Two or more use one account, or one uses several',
  levels: [
    'one account from a second workstation',
    'a colleague’s account, at night',
    'three accounts by turns',
    'five accounts in the same shift at the same desk',
  ],
  people: [1, 2, 3, 5],
  plan(scene) {
    const [thief] = scene.onDuty;
    if (thief === undefined) return;
    const desk = { host: thief.host, ip: thief.ip };
    if (scene.level === 1) {
      scene.spread(thief, perDay, { changes: { host: `${thief.host}-x`, ip: '10.200.7.9' } });
    } else if (scene.level === 2) {
      const victim = scene.employed.find(({ id }) => id !== thief.id);
      if (victim === undefined) return;
      for (const customer of scene.strangers(perDay, victim.queues[0])) {
        scene.open(victim, scene.around(thief, 22, 90), customer, { changes: desk });
      }
    } else if (scene.level === 3) {
      const { onDuty } = scene;
      scene.spread(onDuty[scene.since % onDuty.length]!, perDay, { changes: desk });
    } else {
      const share = Math.ceil(perDay / scene.onDuty.length);
      for (const member of scene.onDuty) scene.spread(member, share, { changes: desk });
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
    '10 a day, at the colleague’s desk',
    '5 a day, of customers the colleague has met',
  ],
  people: [2, 2, 2, 2],
  plan(scene) {
    const [framer, accused] = scene.onDuty;
    if (framer === undefined || accused === undefined) return;
    const count = scene.byLevel([40, 40, 10, 5]);
    const changes = scene.level === 1 ? { host: framer.host, ip: framer.ip } : {};
    const met = scene.level === 4 ? scene.customersOf(accused) : [];
    const customers =
      met.length > 0 ? met.slice(0, count) : scene.strangers(count, accused.queues[0]);
    for (const customer of customers) {
      scene.open(accused, breakOf(scene, accused), customer, { changes });
    }
  },
};

/** Half an hour in which nobody sits at the desk. */
function breakOf(scene: Scene, member: Parameters<Scene['inShift']>[0]): number {
  const hour = member.team.shiftHour + 3 + (member.index % 5) * 0.5;
  return scene.around(member, hour, 25);
}
