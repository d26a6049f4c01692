// What becomes of people at work: they take over other queues, move to another office, are renamed,
// give notice and leave, and somebody is hired for their seat. For staff.
//
//   seat 7   anna ──────────── other queue ──── notice ── leaves │ vacant │ ben (training) ────
//            member, until 31   member, from 31, until 80                   member, from 90
//
// Each stretch of a career is a member of its own, with the days from which and until which it
// holds; those of one person share id, account and number. So whoever plans work only has to know
// who is on duty, and the past of a person is a list.

import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Member, Team } from './teams.ts';

const quarterDays = 91;
const monthDays = 365 / 12;
export const noticeDays = 30;
/** Of a newcomer: at first only watching others, then slower than they. */
export const trainingDays = 14;
export const learningDays = 42;
const learningPace = 0.4;
const movePaceSpread = 0.25;

export type Careers = {
  readonly settings: SimulateSettings;
  readonly shape: Shape;
  /** Number of the next person who is hired. */
  nextIndex: number;
  hire(seat: Member, shape: Shape, newcomer: Newcomer): Member;
};

/** A person with a number of their own, drawn from what the seat's career is drawn from. */
export type Newcomer = { readonly index: number; readonly random: Random };

/** All who sit on a seat, one after the other; the first as it was given. */
export function careersOf(seat: Member, careers: Careers): Member[] {
  const { settings, shape } = careers;
  const { quarterlyMoves, monthlyTurnover } = shape;
  if (quarterlyMoves === 0 && monthlyTurnover === 0) return [seat];
  const random = new Random(`${settings.seed}/career/${seat.index}`);
  const stretches: Member[] = [];
  let current = seat;
  for (let day = 0; ; ) {
    const move = day + waiting(quarterDays, quarterlyMoves, random);
    const leave = day + waiting(monthDays, monthlyTurnover, random);
    day = Math.ceil(Math.min(move, leave));
    if (day >= settings.days) return [...stretches, current];
    if (move < leave) {
      // Who watches others' work has no queue to change.
      if (current.role !== 'agent' && current.role !== 'senior') continue;
      stretches.push({ ...current, until: day });
      current = moved(current, day, random);
      continue;
    }
    const noticeFrom = Math.max(current.from + 1, day - noticeDays);
    stretches.push({ ...current, until: day, noticeFrom, isLeaving: true });
    day += 3 + random.below(14);
    if (day >= settings.days) return stretches;
    const hired = careers.hire(seat, shape, { index: careers.nextIndex, random });
    careers.nextIndex += 1;
    current = { ...hired, from: day, hiredOn: day };
  }
}

/** Days until the next of something that happens to a share of people in so many days. */
function waiting(days: number, share: number, random: Random): number {
  const drawn = random.exponential(1);
  return share === 0 ? Number.POSITIVE_INFINITY : (drawn * days) / share;
}

function moved(member: Member, from: number, random: Random): Member {
  const [own, other] = member.queues;
  const dayMean = member.dayMean * random.lognormal(1, movePaceSpread);
  return { ...member, from, queues: [other, own], dayMean };
}

/** Everybody of a team has another workstation and network from a day on. */
export function movedOffice(members: readonly Member[], team: Team, day: number): Member[] {
  return members.flatMap((member) => {
    if (member.team !== team) return [member];
    const [a, b, c, d] = member.ip.split('.');
    const place = { host: `${member.host}-b`, ip: `${a}.${Number(b) + 128}.${c}.${d}` };
    return changedOn(member, day, place);
  });
}

/** Some are called otherwise from a day on, as after a wedding, and their account with them. */
export function renamed(members: readonly Member[], settings: SimulateSettings): Member[] {
  const share = (shapeOf(settings).yearlyRenames * settings.days) / 365;
  if (share === 0) return [...members];
  return members.flatMap((member) => {
    const random = new Random(`${settings.seed}/rename/${member.index}`);
    if (!random.isChance(share)) return [member];
    const day = random.below(settings.days);
    const { account } = member;
    return changedOn(member, day, { account: `${account}n`, formerAccounts: [account] });
  });
}

/** One stretch, or two where something changes within it. */
function changedOn(member: Member, day: number, change: Partial<Member>): Member[] {
  if (member.until <= day) return [member];
  if (member.from >= day) return [{ ...member, ...change }];
  return [
    { ...member, until: day, isLeaving: false },
    { ...member, ...change, from: day },
  ];
}

/** Share of the usual work that somebody does on a day. */
export function paceOn({ hiredOn }: Member, day: number): number {
  if (hiredOn === null || day >= hiredOn + learningDays) return 1;
  return day < hiredOn + trainingDays ? 0 : learningPace;
}
