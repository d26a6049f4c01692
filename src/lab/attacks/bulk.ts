// Many customers by a few statements.

import { hourMs, minuteMs } from '../../core/time.ts';
import type { Member } from '../teams.ts';
import type { Attack, Scene } from './scene.ts';

/** What one statement hands out at the most: customers beyond it go into the next. */
const statementMax = 20_000;

export const smashAndGrab: Attack = {
  id: 'smash-and-grab',
  title: 'As much as possible in as little time',
  levels: ['68,000 in a day', '68,000 in five days', '10,000 in a day', '2,000 in an hour'],
  plan(scene) {
    const { level, dutyDays } = scene;
    if (dutyDays >= scene.byLevel([1, 5, 1, 1])) return;
    const count = scene.byLevel([68_000, 13_600, 10_000, 2_000]);
    for (const member of scene.onDuty) {
      if (level === 4) walk(scene, member, count);
      else inStatements(scene, member, { count, each: 2_000 });
    }
  },
};

/** One record after the other, as fast as a hand can: two seconds each. */
export function walk(scene: Scene, member: Member, count: number): void {
  const start = scene.inShift(member);
  const customers = scene.strangers(count, member.queues[0]);
  customers.forEach((customer, i) => {
    const at = start + (i * hourMs) / count + scene.random.next() * 1_500;
    scene.open(member, Math.floor(at), customer);
  });
}

type Statements = { readonly count: number; readonly each: number; readonly app?: string };

function inStatements(
  scene: Scene,
  member: Member,
  { count, each, app = 'crm' }: Statements,
): void {
  const customers = scene.strangers(count, member.queues[0]);
  let at = scene.around(member, member.team.shiftHour + 1, 120);
  for (let first = 0; first < customers.length; first += each) {
    scene.bulk(member, at, customers.slice(first, first + each), { changes: { app } });
    at += Math.floor(scene.random.exponential(minuteMs) + 20_000);
  }
}

export const wildcardExport: Attack = {
  id: 'wildcard-export',
  title: 'An export with a wide condition, or none',
  levels: [
    'all customers, no condition',
    '70,000 of one language',
    'a report tool, 4,000 a day for 20 days',
    'a report that is sent each night, 2,000 in each',
  ],
  plan(scene) {
    const { customers } = scene.parts;
    for (const member of scene.onDuty) {
      const size = customers.sizeOf(member.queues[0]);
      if (scene.level <= 2) {
        if (scene.dutyDays > 0) return;
        const count = scene.level === 1 ? customers.count : Math.min(70_000, size);
        const all =
          scene.level === 1 ? everybody(customers.count) : scene.strangers(count, member.queues[0]);
        const statement = scene.level === 1 ? 'SELECT * FROM customers' : undefined;
        exportAll(scene, member, { customers: all, statement });
        return;
      }
      if (scene.level === 3 && scene.dutyDays >= 20) return;
      const wanted = scene.strangers(scene.byLevel([0, 0, 4_000, 2_000]), member.queues[0]);
      const program = scene.level === 3 ? 'report-designer' : 'report-scheduler';
      const at = scene.level === 3 ? scene.inShift(member) : scene.around(member, 2, 20);
      scene.bulk(member, at, wanted, {
        isExported: true,
        changes: { app: 'reporting', program },
      });
    }
  },
};

type Export = { readonly customers: readonly number[]; readonly statement: string | undefined };

function exportAll(scene: Scene, member: Member, { customers, statement }: Export): void {
  const at = scene.inShift(member);
  for (let first = 0, i = 0; first < customers.length; first += statementMax, i += 1) {
    const part = customers.slice(first, first + statementMax);
    const changes = statement === undefined ? {} : { statement };
    const then = at + i * minuteMs + scene.random.below(20_000);
    scene.bulk(member, then, part, { isExported: true, changes });
  }
}

function everybody(count: number): readonly number[] {
  return Array.from({ length: count }, (_, customer) => customer);
}

/** Early enough that it can be read the same day. */
function copyAt(scene: Scene, member: Member): number {
  return scene.around(member, member.team.shiftHour + 1, 180);
}

export const copiedTable: Attack = {
  id: 'copied-table',
  title: 'Customers copied into a table of one’s own, and that one read',
  levels: [
    'all at once, and read the same day',
    'all at once, read over a week',
    '5,000 at once, read at night',
    '500 a day, never read through the desk',
  ],
  plan(scene) {
    const { level, dutyDays } = scene;
    const count = scene.byLevel([50_000, 50_000, 5_000, 500]);
    for (const member of scene.onDuty) {
      const own = `tmp_${member.account}`;
      if (dutyDays === 0 || level === 4) {
        const copied = scene.strangers(count, member.queues[0]);
        scene.memory.chosen[0] = copied.length;
        scene.bulk(member, copyAt(scene, member), copied, {
          changes: {
            ...{ operation: 'insert', touch: 'opened', tables: ['customers', own] },
            statement: `INSERT INTO ${own} SELECT * FROM customers WHERE segment = ?`,
            // The database counts what it copies, and names nobody.
            ...{ subjects: [], rows: copied.length },
          },
        });
      }
      const [from, until] = scene.byLevel([
        [0, 0],
        [0, 6],
        [1, 1],
        [1, 0],
      ] as const);
      if (dutyDays < from || dutyDays > until) continue;
      const at =
        level === 3
          ? scene.around(member, 3, 30)
          : scene.endOfShift(member) - scene.random.below(20 * minuteMs);
      // Read where no customer column is known: the table is in no register.
      scene.bulk(member, at, [], {
        isExported: true,
        changes: {
          ...{ tables: [own], columns: [], statement: `SELECT * FROM ${own}` },
          rows: scene.memory.chosen[0] ?? 0,
          ...{ subjects: [], subject_count: 0 },
        },
      });
    }
  },
};
