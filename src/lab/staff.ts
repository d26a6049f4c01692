// The people of a world: teams by language, product, shift and site, and who is on duty when.
// For plan, theft, render and simulate.
//
// A shift lies in local time, and no shift crosses midnight: English is answered around the clock
// by sites around the world. Whether somebody works on a day is a pure function of person and day
// (rota, leave, absence), so that a follow-up can be planned for a later day without remembering
// anything. Where clocks change within the world, a person has another version from then on.

import { hash32 } from '../core/hash.ts';
import { dayMs, hourMs, type Millis } from '../core/time.ts';
import type { Person } from '../generated/records.ts';
import { clockChanges, instantOf, offsetMinutes, type SiteName, weekdayOf } from './calendar.ts';
import { drawShare, languages, products, segmentName } from './customers.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';

export type Role = 'agent' | 'senior' | 'supervisor';

export type Member = {
  readonly index: number;
  readonly id: string;
  readonly account: string;
  readonly role: Role;
  readonly team: Team;
  /** Own product first, the sibling product second. */
  readonly queues: readonly [string, string];
  readonly host: string;
  readonly ip: string;
  /** Customers of a usual working day, and the share that no ticket explains. */
  readonly dayMean: number;
  readonly unexplainedShare: number;
  readonly isOnWeekends: boolean;
  /** First and last day of leave; none: −1. */
  readonly leave: readonly [number, number];
};

export type Team = {
  readonly index: number;
  readonly name: string;
  readonly site: SiteName;
  /** Local hour at which the shift of eight hours begins. */
  readonly shiftHour: number;
  readonly members: Member[];
};

const sitesByLanguage: readonly (readonly SiteName[])[] = [
  ['cork', 'manila', 'austin'],
  ['tokyo'],
  ['berlin'],
];
const shiftHours = [9, 6, 14] as const;
const shiftShares = [{ share: 0.6 }, { share: 0.2 }, { share: 0.2 }] as const;
export const shiftMs = 8 * hourMs;
const teamSizeMax = 25;

export class Staff {
  readonly teams: readonly Team[];
  readonly members: readonly Member[];
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;
  readonly #firstDay: number;

  constructor(settings: SimulateSettings) {
    this.#settings = settings;
    this.#shape = shapeOf(settings);
    this.#firstDay = settings.start / dayMs;
    this.teams = buildTeams(settings);
    this.members = this.teams.flatMap(({ members }) => members);
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
    const weekday = this.weekday(day);
    const isOff = member.isOnWeekends ? weekday === 2 || weekday === 3 : this.isWeekend(day);
    if (isOff || (day >= member.leave[0] && day <= member.leave[1])) return false;
    const drawn = hash32(`${this.#settings.seed}/absence/${member.index}/${day}`) / 0x1_0000_0000;
    return drawn >= this.#shape.absenceShare;
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
    const { start, days } = this.#settings;
    return this.members.flatMap((member) => {
      const { site } = member.team;
      const changes = clockChanges(site, start, start + days * dayMs);
      return [null, ...changes].map((from) => personOf(member, { from, at: from ?? start }));
    });
  }
}

type Version = {
  /** From which it holds; null: always. */
  readonly from: Millis | null;
  readonly at: Millis;
};

function personOf(member: Member, { from, at }: Version): Person {
  const { id, account, team, role, queues } = member;
  return {
    id,
    accounts: [account],
    kind: 'human',
    team: team.name,
    role,
    queues,
    site: team.site,
    utc_offset_minutes: offsetMinutes(team.site, at),
    shift: `${clock(team.shiftHour)}-${clock(team.shiftHour + 8)}`,
    employment: 'active',
    valid_from: from,
  };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

function buildTeams(settings: SimulateSettings): Team[] {
  const random = new Random(`${settings.seed}/staff`);
  const sized = teamSizes(settings.agents);
  const teams: Team[] = [];
  let index = 0;
  for (const { language, product, size } of sized) {
    const sites = sitesByLanguage[language]!;
    const site = sites[teams.length % sites.length]!;
    const shiftHour = shiftHours[drawShare(shiftShares, random)]!;
    const name = `${segmentName(language, product)}-${site}-${teams.length + 1}`;
    const team: Team = {
      index: teams.length,
      name,
      site,
      shiftHour,
      members: [],
    };
    for (let seat = 0; seat < size; seat += 1) {
      team.members.push(hire({ settings, team, index, seat, language, product }, random));
      index += 1;
    }
    teams.push(team);
  }
  return teams;
}

/** As many teams of at most 25 per language and product as its share of the people needs. */
function teamSizes(agents: number): { language: number; product: number; size: number }[] {
  const sizes: { language: number; product: number; size: number }[] = [];
  let left = agents;
  languages.forEach((spoken, language) => {
    products.forEach((sold, product) => {
      const isLast = language === languages.length - 1 && product === products.length - 1;
      const wanted = Math.round(agents * spoken.share * sold.share);
      let people = isLast ? left : Math.min(left, wanted);
      left -= people;
      for (let teams = Math.ceil(people / teamSizeMax); teams > 0; teams -= 1) {
        const size = Math.ceil(people / teams);
        sizes.push({ language, product, size });
        people -= size;
      }
    });
  });
  return sizes;
}

type Seat = {
  readonly settings: SimulateSettings;
  readonly team: Team;
  readonly index: number;
  readonly seat: number;
  readonly language: number;
  readonly product: number;
};

function hire({ settings, team, index, seat, language, product }: Seat, random: Random): Member {
  const role = roleOf(seat);
  const shape = shapeOf(settings);
  const number = String(index + 1).padStart(4, '0');
  const leaveStart = random.below(60);
  const leaveDays = 5 + random.below(6);
  const isAway = random.isChance(shape.leaveShare);
  const queue = segmentName(language, product);
  return {
    index,
    id: `${role}-${number}`,
    account: `u${number}`,
    role,
    team,
    queues: [queue, segmentName(language, (product + 1) % products.length)],
    host: `ws-${team.site}-${number}`,
    ip: `10.${team.index >> 8}.${team.index & 255}.${seat + 10}`,
    dayMean: random.lognormal(shape.dayMedian, shape.personSpread) * paceOf(role),
    unexplainedShare: random.beta(shape.unexplainedAlpha, shape.unexplainedBeta),
    // Spread over the teams, not drawn: the share of weekends shall not hang on the seed.
    isOnWeekends: (index * 7) % 9 < 2,
    leave: isAway && settings.days > 7 ? [leaveStart, leaveStart + leaveDays] : [-1, -1],
  };
}

/** One supervisor and one senior for each team; a tiny team has agents only. */
function roleOf(seat: number): Role {
  if (seat === 3) return 'senior';
  return seat === 7 ? 'supervisor' : 'agent';
}

/** Seniors take fewer first calls, supervisors none: they sample the work of others. */
function paceOf(role: Role): number {
  if (role === 'senior') return 0.6;
  return role === 'supervisor' ? 0 : 1;
}
