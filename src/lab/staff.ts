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

  /** Who a person was at last. */
  lastOf(id: string): Member | undefined {
    return this.#stretches.get(id)?.at(-1);
  }

  /** Has somebody give notice and leave, whatever else would have become of them. */
  leave(id: string, noticeFrom: number, until: number): void {
    const kept = (this.#stretches.get(id) ?? []).filter(({ from }) => from < until);
    const left = kept.map((member, i): Member => {
      const isLast = i === kept.length - 1;
      const ends = isLast ? until : member.until;
      return {
        ...member,
        until: ends,
        noticeFrom: ends > noticeFrom ? noticeFrom : null,
        isLeaving: isLast,
      };
    });
    const [first] = kept;
    if (first === undefined) return;
    this.#stretches.set(id, left);
    // Whoever plans a day goes through the members of each team.
    const { members } = first.team;
    const at = members.findIndex((member) => member.id === id);
    const others = members.filter((member) => member.id !== id);
    members.splice(0, members.length, ...others.slice(0, at), ...left, ...others.slice(at));
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

  /** The versions of each, in the order in which they hold. */
  people(): Person[] {
    return [...this.#stretches.values()].flatMap((stretches) =>
      versionsOf(stretches, this.#settings),
    );
  }
}
