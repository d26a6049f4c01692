// The catalogue of attacks, and one of them carried out in a world. For plan-days and truth.
//
// Whoever takes part goes on doing honest work; what is added is drawn from generators of its own,
// so that the honest world is the same with and without.

import { copiedTable, smashAndGrab, wildcardExport } from './attacks/bulk.ts';
import { collusion, framing, sharedAccount } from './attacks/identity.ts';
import { enumeration } from './attacks/order.ts';
import {
  foundingCase,
  harvest,
  laundered,
  lowAndSlow,
  ownQueue,
  ownReads,
  slowRamp,
  toOrder,
} from './attacks/paced.ts';
import { type Attack, type Memory, Scene } from './attacks/scene.ts';
import { privilege, stalking } from './attacks/target.ts';
import { leaver, offHours } from './attacks/timing.ts';
import { Random } from './random.ts';
import type { AttackSettings } from './simulate-settings.ts';
import { chooseThieves } from './theft.ts';
import type { Parts } from './truth.ts';
import type { DayPlan } from './visit.ts';

export const attacks: readonly Attack[] = [
  ...[smashAndGrab, foundingCase, lowAndSlow, laundered, sharedAccount, collusion, offHours],
  ...[enumeration, wildcardExport, leaver, privilege, stalking],
  ...[ownReads, toOrder, ownQueue, slowRamp, copiedTable, harvest, framing],
];

/** Of a leaver: days after the first on which notice is given, and after the last at work. */
const leaving = { 1: [0, 30], 2: [0, 30], 3: [0, 30], 4: [60, 90] } as const;

export class AttackRun {
  readonly attack: Attack;
  /** Ids of those who act, and then of those whose accounts are used. */
  readonly people: readonly string[];
  /** How many of them act. */
  readonly acting: number;
  readonly #parts: Parts;
  readonly #settings: AttackSettings;
  readonly #memory: Memory = { taken: new Set(), tickets: 0, dutyDays: 0, chosen: [] };

  constructor(parts: Parts, settings: AttackSettings) {
    this.attack = attacks.find(({ id }) => id === settings.attack)!;
    this.#parts = parts;
    this.#settings = settings;
    const count = this.attack.people?.[settings.level - 1] ?? 1;
    const chosen = chooseThieves(parts, settings.startDay, { count, isAnyDay: true });
    this.people = chosen.map(({ id }) => id);
    this.acting = this.attack.acting?.[settings.level - 1] ?? this.people.length;
  }

  add(plan: DayPlan, day: number): void {
    const { level, startDay } = this.#settings;
    if (day < startDay) return;
    const random = new Random(`${this.#parts.settings.seed}/attack/${day}`);
    const since = day - startDay;
    const scene = { parts: this.#parts, level, since, day, ids: this.people, random, plan };
    const today = new Scene({ ...scene, memory: this.#memory });
    this.attack.plan(today);
    if (today.acting() !== undefined) this.#memory.dutyDays += 1;
  }
}

/** What the attack is of the people themselves: before anybody asks who they are. */
export function prepareAttack(parts: Parts, settings: AttackSettings): void {
  const { attack, people } = new AttackRun(parts, settings);
  if (attack !== leaver) return;
  const [notice, until] = leaving[settings.level];
  for (const id of people) {
    parts.staff.leave(id, settings.startDay + notice, settings.startDay + until);
  }
}
