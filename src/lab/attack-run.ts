// One attack of the catalogue carried out in a world. For plan-days and truth.
//
// Whoever takes part goes on doing honest work; what is added is drawn from generators of its own,
// so that the honest world is the same with and without. Who leaves by an attack simply is not
// there for what was planned for them.

import { type Attack, type Memory, Scene } from './attacks/scene.ts';
import { leaver } from './attacks/timing.ts';
import { attacks } from './attacks.ts';
import { Random } from './random.ts';
import type { AttackSettings } from './simulate-settings.ts';
import type { Member } from './teams.ts';
import { chooseThieves } from './theft.ts';
import type { Parts } from './truth.ts';
import type { DayPlan } from './visit.ts';

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
  /** What was of those who leave by it. */
  readonly left: ReadonlyMap<string, readonly Member[]>;

  constructor(parts: Parts, settings: AttackSettings) {
    this.attack = attacks.find(({ id }) => id === settings.attack)!;
    this.#parts = parts;
    this.#settings = settings;
    const { level, startDay, person } = settings;
    const count = this.attack.people?.[level - 1] ?? 1;
    const chosen = chooseThieves(parts, startDay, { count, isAnyDay: true, person });
    this.people = chosen.map(({ id }) => id);
    this.acting = this.attack.acting?.[level - 1] ?? this.people.length;
    const [notice, until] = leaving[level];
    const days = { noticeFrom: startDay + notice, until: startDay + until };
    const leavers = this.attack === leaver ? this.people : [];
    this.left = new Map(leavers.map((id) => [id, parts.staff.leaving(id, days)]));
  }

  /** Who has left by it, on a day. */
  gone(day: number): ReadonlySet<string> {
    const isGone = (stretches: readonly Member[]) => (stretches.at(-1)?.until ?? 0) <= day;
    return new Set([...this.left].filter(([, all]) => isGone(all)).map(([id]) => id));
  }

  stretchesOf(id: string): readonly Member[] {
    return this.left.get(id) ?? this.#parts.staff.stretchesOf(id);
  }

  add(plan: DayPlan, day: number): void {
    const { level, startDay } = this.#settings;
    if (day < startDay) return;
    const who = `${this.attack.id}-${level}-${this.people[0]}`;
    const random = new Random(`${this.#parts.settings.seed}/attack/${who}/${day}`);
    const since = day - startDay;
    const scene = { parts: this.#parts, level, since, day, random, plan, memory: this.#memory };
    const people = this.people.map((id) => this.stretchesOf(id));
    const today = new Scene({ ...scene, people });
    this.attack.plan(today);
    if (today.acting() !== undefined) this.#memory.dutyDays += 1;
  }
}
