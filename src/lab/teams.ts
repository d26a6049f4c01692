// The teams of a world, and who sits in them over its days. For staff.

import type { SiteName } from './calendar.ts';
import { type Careers, careersOf, movedOffice, type Newcomer, renamed } from './career.ts';
import { drawShare, languages, products, segmentName } from './customers.ts';
import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import { type SpecialistTeam, specialistTeams } from './specialists.ts';

export type Role = 'agent' | 'senior' | 'supervisor' | 'second-line' | 'quality' | 'fraud';

export type Member = {
  readonly index: number;
  readonly id: string;
  readonly account: string;
  /** Names that the account had before. */
  readonly formerAccounts: readonly string[];
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
  /** Days of this stretch of a career: the first, and the one after the last. */
  readonly from: number;
  readonly until: number;
  /** First day at work; null: before the world. */
  readonly hiredOn: number | null;
  /** Day on which somebody gives notice, who leaves at the end of the stretch. */
  readonly noticeFrom: number | null;
  readonly isLeaving: boolean;
};

export type Team = {
  readonly index: number;
  readonly name: string;
  readonly site: SiteName;
  /** The queue that is theirs, and the number of its product. */
  readonly segment: string;
  readonly product: number;
  /** Local hour at which the shift of eight hours begins. */
  readonly shiftHour: number;
  /** Seats. */
  readonly size: number;
  readonly members: Member[];
};

const sitesByLanguage: readonly (readonly SiteName[])[] = [
  ['cork', 'manila', 'austin'],
  ['tokyo'],
  ['berlin'],
];
const shiftHours = [9, 6, 14] as const;
const shiftShares = [{ share: 0.6 }, { share: 0.2 }, { share: 0.2 }] as const;
const teamSizeMax = 25;
/** Of teams that answer around the clock. */
const rota = [6, 14, 22, 9] as const;

export function buildTeams(settings: SimulateSettings): Team[] {
  const random = new Random(`${settings.seed}/staff`);
  const { specialistShare, nightShifts } = shapeOf(settings);
  const specialists = specialistTeams(settings.agents, specialistShare);
  const others = specialists.reduce((sum, { size }) => sum + size, 0);
  const teams: Team[] = [];
  let index = 0;
  const add = ({ language, product, size }: Desk, special?: SpecialistTeam) => {
    const sites = sitesByLanguage[language]!;
    const site = sites[teams.length % sites.length]!;
    const drawn = shiftHours[drawShare(shiftShares, random)]!;
    const isRota = nightShifts > 0 && special === undefined && language + product === 0;
    const segment = segmentName(language, product);
    const team: Team = {
      index: teams.length,
      name: `${special?.name ?? segment}-${site}-${teams.length + 1}`,
      ...{ site, segment, product, size },
      shiftHour: isRota ? rota[teams.length % rota.length]! : drawn,
      members: [],
    };
    for (let seat = 0; seat < size; seat += 1) {
      const role = special?.role ?? roleOf(seat);
      const member = hire({ settings, team, index, seat, language, product, role }, random);
      team.members.push(isRota ? { ...member, isOnWeekends: (index * 7) % 9 < 4 } : member);
      index += 1;
    }
    teams.push(team);
  };
  for (const desk of teamSizes(settings.agents - others)) add(desk);
  for (const special of specialists) add({ language: 0, product: 0, size: special.size }, special);
  liveOn(teams, settings, index);
  return teams;
}

/** What becomes of everybody: in the order of the seats, since newcomers are numbered. */
function liveOn(teams: readonly Team[], settings: SimulateSettings, nextIndex: number): void {
  const shape = shapeOf(settings);
  const careers: Careers = { settings, shape, nextIndex, hire: newcomer };
  for (const team of teams) {
    let members = team.members.flatMap((seat) => careersOf(seat, careers));
    const random = new Random(`${settings.seed}/office/${team.index}`);
    if (random.isChance(shape.officeMoves)) {
      members = movedOffice(members, team, random.below(settings.days));
    }
    members = renamed(members, settings);
    team.members.splice(0, team.members.length, ...members);
  }
}

type Desk = { readonly language: number; readonly product: number; readonly size: number };

/** As many teams of at most 25 per language and product as its share of the people needs. */
function teamSizes(agents: number): Desk[] {
  const sizes: Desk[] = [];
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
  readonly role: Role;
};

function hire(at: Seat, random: Random): Member {
  const { settings, team, index, seat, language, product, role } = at;
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
    formerAccounts: [],
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
    ...{ from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
    ...{ hiredOn: null, noticeFrom: null, isLeaving: false },
  };
}

/** One supervisor and one senior for each team; a tiny team has agents only. */
function roleOf(seat: number): Role {
  if (seat === 3) return 'senior';
  return seat === 7 ? 'supervisor' : 'agent';
}

/** Seniors take fewer first calls, supervisors none: they sample the work of others. */
function paceOf(role: Role): number {
  return paces[role];
}

const paces = {
  ...{ agent: 1, senior: 0.6, supervisor: 0 },
  ...{ 'second-line': 0.1, quality: 0, fraud: 0.4 },
} as const;

/** On the seat, and in the queues, of whoever had it first. */
function newcomer(seat: Member, shape: Shape, { index, random }: Newcomer): Member {
  const number = String(index + 1).padStart(4, '0');
  return {
    ...seat,
    ...{ index, id: `${seat.role}-${number}`, account: `u${number}`, formerAccounts: [] },
    leave: [-1, -1],
    dayMean: random.lognormal(shape.dayMedian, shape.personSpread) * paceOf(seat.role),
    unexplainedShare: random.beta(shape.unexplainedAlpha, shape.unexplainedBeta),
  };
}
