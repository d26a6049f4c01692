// The people of a world: teams by language, product, shift and site, and who is on duty when.
// For plan, theft, render and simulate.
//
// A shift lies in local time, and no shift crosses midnight: English is answered around the clock
// by sites around the world. Whether somebody works on a day is a pure function of person and day
// (rota, leave, absence), so that a follow-up can be planned for a later day without remembering
// anything.

import { hash32 } from '../core/hash.ts';
import { dayMs, hourMs, type Millis } from '../core/time.ts';
import type { Person } from '../generated/records.ts';
import { instantOf, isHoliday, weekdayOf } from './calendar.ts';
import { versionsOf } from './person-versions.ts';
import type { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { buildTeams, type Member, type Team } from './teams.ts';

export const shiftMs = 8 * hourMs;

/** Days on which notice is given, and after the last at work. */
type Leaving = { readonly noticeFrom: number; readonly until: number };

export class Staff {
  readonly teams: readonly Team[];
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;
  readonly #firstDay: number;
  readonly #stretches: Map<string, readonly Member[]>;

  constructor(settings: SimulateSettings) {
    this.#settings = settings;
    this.#shape = shapeOf(settings);
    this.#firstDay = settings.start / dayMs;
    this.teams = buildTeams(settings);
    this.#stretches = Map.groupBy(this.members, ({ id }) => id);
  }

  get members(): readonly Member[] {
    return this.teams.flatMap(({ members }) => members);
  }

  /** 0 is Sunday. Local days are numbered like the days of the world. */
  weekday(day: number): number {
    return weekdayOf(this.#firstDay + day);
  }

  isWeekend(day: number): boolean {
    const weekday = this.weekday(day);
    return weekday === 0 || weekday === 6;
  }

  /** Pure in member and day, so that the plan can look ahead. */
  isOnDuty(member: Member, day: number): boolean {
    if (day < member.from || day >= member.until) return false;
    if (this.#isClosed(member, day)) return false;
    const weekday = this.weekday(day);
    const isOff = member.isOnWeekends ? weekday === 2 || weekday === 3 : this.isWeekend(day);
    if (isOff || (day >= member.leave[0] && day <= member.leave[1])) return false;
    const drawn = hash32(`${this.#settings.seed}/absence/${member.index}/${day}`) / 0x1_0000_0000;
    return drawn >= this.#shape.absenceShare;
  }

  #isClosed({ team, isOnWeekends }: Member, day: number): boolean {
    if (this.#shape.holidays === 0 || isOnWeekends) return false;
    return isHoliday(team.site, this.#firstDay + day);
  }

  /** Who a person is on a day, however their work has changed; undefined: not there. */
  memberOn(id: string, day: number): Member | undefined {
    return this.#stretches.get(id)?.find(({ from, until }) => day >= from && day < until);
  }

  /** All that somebody was, in order. */
  stretchesOf(id: string): readonly Member[] {
    return this.#stretches.get(id) ?? [];
  }

  /** The same of somebody who gives notice and leaves, whatever else would become of them. */
  leaving(id: string, { noticeFrom, until }: Leaving): readonly Member[] {
    const kept = this.stretchesOf(id).filter(({ from }) => from < until);
    return kept.map((member, i): Member => {
      const isLast = i === kept.length - 1;
      const ends = isLast ? until : member.until;
      return {
        ...member,
        until: ends,
        noticeFrom: ends > noticeFrom ? noticeFrom : null,
        isLeaving: isLast,
      };
    });
  }

  shiftStart(member: Member, day: number): Millis {
    const { shiftHour, site } = member.team;
    return instantOf(site, (this.#firstDay + day) * dayMs + shiftHour * hourMs);
  }

  /** The next day within a week on which the member works, or −1. */
  nextDuty(member: Member, day: number, random: Random): number {
    for (let next = day + 1 + random.below(4); next <= day + 7; next += 1) {
      if (this.isOnDuty(member, next)) return next;
    }
    return -1;
  }

  /** The versions of each, in the order in which they hold; of some, other than they were. */
  people(others: ReadonlyMap<string, readonly Member[]>): Person[] {
    return [...this.#stretches].flatMap(([id, stretches]) =>
      versionsOf(others.get(id) ?? stretches, this.#settings),
    );
  }
}
