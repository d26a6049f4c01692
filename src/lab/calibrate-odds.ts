// From the combined evidence on honest people to the log odds at which so many questions and
// incidents open, and to how many people reach how much in a month. For calibrate.ts.

import { quietMs } from '../core/incident.ts';
import { dayMs } from '../core/time.ts';
import { type Lived, type Suspicion, warmupDays } from './live-through.ts';

type Steps = readonly (readonly [at: number, logOdds: number])[];

/** Openings per 1,000 users and day, the smallest first: outside of them is extrapolated. */
const budgets = [0.05, 0.1, 0.2, 0.5, 1, 2, 5] as const;
const monthDays = 28;
const monthShares = [0.1, 0.03, 0.01, 0.003, 0.001] as const;
/** Fewer people than this say nothing of a share. */
const peopleMin = 3;

/**
 * Log odds at which so many open, as incidents are counted: what follows within seven quiet days
 * belongs to what is open. Users and days, whether or not they worked that day.
 */
export function openingsOf(lived: readonly Lived[]): Steps {
  const userDays = lived.reduce((sum, { users, days }) => sum + users * (days - warmupDays), 0);
  const all = lived.flatMap(byUser);
  const reached = [...new Set(all.flat().map(({ logOdds }) => logOdds))].sort((a, b) => a - b);
  return budgets.flatMap((budget) => {
    const allowed = (budget * userDays) / 1_000;
    // The lowest at which no more than so many open; it opens ever less further up.
    let [low, high] = [0, reached.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (openedAt(all, reached[middle]!) <= allowed) high = middle;
      else low = middle + 1;
    }
    return low < reached.length ? [[budget, roundedUp(reached[low]!)] as const] : [];
  });
}

/** Log odds that a share of the users reaches in a month, the largest share first. */
export function monthsOf(lived: readonly Lived[]): Steps {
  const highest: number[] = [];
  let months = 0;
  for (const one of lived) {
    const count = Math.floor((one.days - warmupDays) / monthDays);
    months += count * one.users;
    const byMonth = new Map<string, number>();
    for (const { user, at, logOdds } of counted(one)) {
      const month = Math.floor(((at - one.start) / dayMs - warmupDays) / monthDays);
      const key = `${month} ${user}`;
      if (month < count) byMonth.set(key, Math.max(byMonth.get(key) ?? logOdds, logOdds));
    }
    highest.push(...byMonth.values());
  }
  highest.sort((a, b) => b - a);
  return monthShares.flatMap((share) => {
    const people = Math.round(share * months);
    const at = highest[people - 1];
    return people < peopleMin || at === undefined ? [] : [[share, roundedUp(at)] as const];
  });
}

function counted({ start, suspicions }: Lived): readonly Suspicion[] {
  return suspicions.filter(({ at }) => at >= start + warmupDays * dayMs);
}

function byUser(lived: Lived): Suspicion[][] {
  const found = new Map<string, Suspicion[]>();
  for (const suspicion of counted(lived)) {
    const own = found.get(suspicion.user);
    if (own === undefined) found.set(suspicion.user, [suspicion]);
    else own.push(suspicion);
  }
  return [...found.values()];
}

function openedAt(users: readonly (readonly Suspicion[])[], threshold: number): number {
  let opened = 0;
  for (const own of users) {
    let lastAt = Number.NEGATIVE_INFINITY;
    for (const { at, logOdds } of own) {
      const isOpen = at < lastAt + quietMs;
      if (isOpen) lastAt = Math.max(lastAt, at);
      else if (logOdds >= threshold) {
        opened += 1;
        lastAt = at;
      }
    }
  }
  return opened;
}

/** Up: rounding must not open more than were counted. */
function roundedUp(logOdds: number): number {
  return Math.ceil(logOdds * 1_000) / 1_000;
}
