// The people of a world: teams by language, product, shift and site, and who is on duty when.
// For plan, theft, render and simulate.
//
// A shift lies in local time, and no shift crosses midnight: English is answered around the clock
// by sites around the world. Whether somebody works on a day is a pure function of person and day
// (rota, leave, absence), so that a follow-up can be planned for a later day without remembering
// anything. Offsets from UTC are fixed: a world that spans a change of daylight saving would need
// a second version of each person, and the first one lasts sixty days of winter.

import { hash32 } from '../core/hash.ts';
import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { Person } from '../generated/records.ts';
import { drawShare, languages, products, segmentName } from './customers.ts';
import { Random } from './random.ts';
import { type SimulateSettings, shape } from './simulate-settings.ts';

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
  readonly site: string;
  readonly offsetMinutes: number;
  /** Local hour at which the shift of eight hours begins. */
  readonly shiftHour: number;
  readonly members: Member[];
};

const sitesByLanguage = [
  [
    { name: 'cork', offsetMinutes: 0 },
    { name: 'manila', offsetMinutes: 480 },
    { name: 'austin', offsetMinutes: -360 },
  ],
  [{ name: 'tokyo', offsetMinutes: 540 }],
  [{ name: 'berlin', offsetMinutes: 60 }],
] as const;
const shiftHours = [9, 6, 14] as const;
const shiftShares = [{ share: 0.6 }, { share: 0.2 }, { share: 0.2 }] as const;
export const shiftMs = 8 * hourMs;
/** No site lies further east: the earliest a local day can begin. */
export const eastMostMs = 9 * hourMs;
const teamSizeMax = 25;

export class Staff {
  readonly teams: readonly Team[];
  readonly members: readonly Member[];
  readonly #settings: SimulateSettings;
  readonly #firstWeekday: number;

  constructor(settings: SimulateSettings) {
    this.#settings = settings;
    // 1970-01-01 was a Thursday.
    this.#firstWeekday = (Math.floor(settings.start / dayMs) + 4) % 7;
    this.teams = buildTeams(settings);
    this.members = this.teams.flatMap(({ members }) => members);
  }

  /** 0 is Sunday. Local days are numbered like the days of the world. */
  weekday(day: number): number {
    return (((this.#firstWeekday + day) % 7) + 7) % 7;
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
    return drawn >= shape.absenceShare;
  }

  shiftStart(member: Member, day: number): Millis {
    const { shiftHour, offsetMinutes } = member.team;
    return this.#settings.start + day * dayMs + shiftHour * hourMs - offsetMinutes * minuteMs;
  }

  /** The next day within a week on which the member works, or −1. */
  nextDuty(member: Member, day: number, random: Random): number {
    for (let next = day + 1 + random.below(4); next <= day + 7; next += 1) {
      if (this.isOnDuty(member, next)) return next;
    }
    return -1;
  }

  people(): Person[] {
    return this.members.map((member) => ({
      id: member.id,
      accounts: [member.account],
      kind: 'human',
      team: member.team.name,
      role: member.role,
      queues: member.queues,
      site: member.team.site,
      utc_offset_minutes: member.team.offsetMinutes,
      shift: `${clock(member.team.shiftHour)}-${clock(member.team.shiftHour + 8)}`,
      employment: 'active',
      valid_from: null,
    }));
  }
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
    const name = `${segmentName(language, product)}-${site.name}-${teams.length + 1}`;
    const team: Team = {
      index: teams.length,
      name,
      site: site.name,
      offsetMinutes: site.offsetMinutes,
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
