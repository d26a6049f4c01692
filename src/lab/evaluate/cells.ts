// What thieves do in an evaluation: a pace or a burst that is any number, or one level of an attack
// of the catalogue. For the commands, which name them, and for inject, which carries them out.
//
// One thief acts in each trial. Attacks that take several people, or a colleague's account, are not
// among the cells: whoever's account is used would have to be run again too.

import { walk } from '../attacks/bulk.ts';
import type { Attack } from '../attacks/scene.ts';
import { attacks } from '../attacks.ts';
import type { Level } from '../simulate-settings.ts';

export type Cell = {
  /** no-ticket+20, low-and-slow/3, placebo. */
  readonly id: string;
  readonly title: string;
  readonly attack: Attack;
  readonly level: Level;
  /** Customers a working day, of a thief by pace. */
  readonly pace?: number;
  readonly mode?: PacedMode;
};

export type PacedMode = 'no-ticket' | 'laundered';
export const pacedModes: readonly PacedMode[] = ['no-ticket', 'laundered'];

/** Who is put through everything that a thief is put through, and takes nothing. */
export const placeboId = 'placebo';

/** Attacks that look at what others do on the day: tickets of a queue, the own work. */
const watching = new Set(['own-queue', 'own-reads']);

export function isWatching({ attack }: Cell): boolean {
  return watching.has(attack.id);
}

const severalAct = new Set(['shared-account', 'collusion', 'framing', 'leaver', 'copied-table']);

export function pacedCell(mode: PacedMode, pace: number): Cell {
  const id = `${mode}+${pace}`;
  const title = mode === 'no-ticket' ? 'without a ticket' : 'each under a ticket';
  const whole = `${pace} customers a day, ${title}`;
  const attack: Attack = {
    id,
    title: whole,
    levels: [whole, whole, whole, whole],
    plan(scene) {
      for (const member of scene.onDuty) {
        if (mode === 'laundered') scene.launder(member, pace);
        else scene.spread(member, pace);
      }
    },
  };
  // From level 3 on the tickets of a thief look as if somebody had called.
  return { id, title: whole, attack, level: 3, pace, mode };
}

/** All within one hour of the first day at work, and nothing after it. */
export function burstCell(customers: number): Cell {
  const title = `${customers} customers within an hour, once, without a ticket`;
  const attack: Attack = {
    id: `burst+${customers}`,
    title,
    levels: [title, title, title, title],
    plan(scene) {
      if (scene.dutyDays > 0) return;
      for (const member of scene.onDuty) walk(scene, member, customers);
    },
  };
  return { id: attack.id, title, attack, level: 1 };
}

export function placeboCell(): Cell {
  const title = 'nobody steals';
  const levels = [title, title, title, title] as const;
  const attack: Attack = { id: placeboId, title, levels, plan: () => undefined };
  return { id: placeboId, title, attack, level: 1 };
}

/** All cells of the catalogue in which one thief acts by the own account. */
export function catalogueCells(): Cell[] {
  return attacks.flatMap((attack) =>
    ([1, 2, 3, 4] as const)
      .filter((level) => !severalAct.has(attack.id) && (attack.people?.[level - 1] ?? 1) === 1)
      .map((level) => catalogueCell(attack, level)),
  );
}

function catalogueCell(attack: Attack, level: Level): Cell {
  const title = `${attack.title}: ${attack.levels[level - 1]}`;
  return { id: `${attack.id}/${level}`, title, attack, level };
}

/** A cell by its name; a whole attack by its name alone; undefined: there is none. */
export function cellsNamed(name: string): Cell[] | undefined {
  const paced = /^(no-ticket|laundered|burst)\+(\d{1,5})$/.exec(name);
  if (paced !== null) {
    const [, mode, count] = paced;
    return [
      mode === 'burst' ? burstCell(Number(count)) : pacedCell(mode as PacedMode, Number(count)),
    ];
  }
  const known = catalogueCells();
  const found = known.filter(({ id, attack }) => id === name || attack.id === name);
  return found.length === 0 ? undefined : found;
}

const pacesUsual = [5, 10, 20, 40, 80] as const;
const burstsUsual = [40, 100, 300] as const;

export function cellsUsual(): Cell[] {
  const paced = pacedModes.flatMap((mode) => pacesUsual.map((pace) => pacedCell(mode, pace)));
  return [...paced, ...burstsUsual.map(burstCell)];
}

/** Paces a third to a half apart: for whoever looks for the highest that goes unnoticed. */
const ladderPaces = [3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160] as const;

export function ladderCells(): Cell[] {
  return pacedModes.flatMap((mode) => ladderPaces.map((pace) => pacedCell(mode, pace)));
}
