// One after the other, in an order that people do not work in.

import { Random } from '../random.ts';
import type { Attack } from './scene.ts';

const perDay = 200;
const blockSize = 1_000;

export const enumeration: Attack = {
  id: 'enumeration',
  title: 'Customers by their numbers, or by the alphabet',
  levels: [
    'each number after the other',
    'every seventh number',
    'blocks of a thousand, shuffled',
    'searches by one prefix after the other',
  ],
  plan(scene) {
    const { customers } = scene.parts;
    const { chosen } = scene.memory;
    if (chosen.length === 0) chosen.push(scene.random.below(customers.count));
    for (const member of scene.onDuty) {
      let at = scene.inShift(member);
      for (let i = 0; i < perDay; i += 1) {
        const walked = chosen[0]!;
        chosen[0] = walked + 1;
        at += 4_000 + Math.floor(scene.random.exponential(10_000));
        if (scene.level === 4) {
          const prefix = prefixOf(walked);
          const found = scene.strangers(2 + scene.random.below(4), member.queues[0]);
          const statement = `SELECT customer_id, name FROM customers WHERE name LIKE '${prefix}%'`;
          const columns = ['customer_id', 'name'];
          const changes = {
            ...{ operation: 'search', touch: 'listed', columns, statement },
            ...scene.quick(),
          };
          scene.bulk(member, at, found, { changes });
          continue;
        }
        // The order of a block is drawn only where somebody goes by it: it takes a thousand draws.
        const { seed } = scene.parts.settings;
        const next =
          scene.level === 3 ? shuffled(walked, seed) : walked * (scene.level === 2 ? 7 : 1);
        scene.open(member, at, next % customers.count);
      }
    }
  },
};

/** aa, ab, …, zz, aa, … */
function prefixOf(step: number): string {
  const letter = (n: number) => String.fromCharCode(97 + (n % 26));
  return `${letter(Math.floor(step / 26))}${letter(step)}`;
}

/** Within its block each number once, in an order drawn for it. */
function shuffled(walked: number, seed: number): number {
  const block = Math.floor(walked / blockSize);
  const random = new Random(`${seed}/enumeration/${block}`);
  const order = Array.from({ length: blockSize }, (_, i) => ({ i, key: random.next() }));
  order.sort((a, b) => a.key - b.key);
  return block * blockSize + order[walked % blockSize]!.i;
}
