// What is written and asked about a window of the user at hand: the record of it, what colleagues
// did in it, and how unusual the day was. For core/closings.

import type { UserScore, UserWindow } from '../generated/records.ts';
import { shareWithout, subjectsOfDay } from './expectation.ts';
import { daysKnown } from './history.ts';
import { daysKept } from './limits.ts';
import type { NormsInForce } from './norms.ts';
import { type Others, othersOf, usualDayOf } from './others.ts';
import type { Profile, WindowPlace } from './profile.ts';
import { roundScore } from './stats/special.ts';
import { dayMs, type WindowKind, windowMs } from './time.ts';
import type { User } from './user.ts';
import type { Bound } from './verdict.ts';
import { takeNews } from './would-open.ts';

export function windowOf(
  user: User,
  { kind, index }: WindowPlace,
  norms: NormsInForce,
): UserWindow {
  const pane = user.pane(kind);
  const start = index * windowMs(kind);
  return {
    user: user.name,
    team: user.team,
    user_kind: user.userKind,
    class: user.peerClass,
    kind,
    start,
    end: start + windowMs(kind),
    revision: pane.emissions,
    events: pane.events,
    rows: pane.rows,
    touches: pane.touches,
    subjects: pane.subjects,
    exact: pane.isExact,
    unexplained: pane.unexplained,
    unexplained_subjects: pane.unexplainedSubjects,
    ...expectedIn(user, kind, norms),
    late_events: pane.lateEvents,
  };
}

/** What colleagues did in the window at hand; of a day it is kept, for the days after it. */
export function othersOfUser(
  user: User,
  { kind, index }: WindowPlace,
  norms: NormsInForce,
): Others {
  const pane = user.pane(kind);
  const expected = expectedIn(user, kind, norms);
  const start = index * windowMs(kind);
  const own = {
    team: user.team,
    subjects: pane.subjects,
    expectedSubjects: expected.expected_subjects,
    unexplained: pane.unexplainedSubjects,
    expectedUnexplained: expected.expected_unexplained,
  };
  const others = othersOf(norms, { kind, start, isCounted: !user.profile.isService }, own);
  if (kind === 'day' && !others.isStale) {
    const { busy, unexplained } = others;
    user.profile.judgedBy(index, { busy: busy.value, outage: unexplained.value });
  }
  return others;
}

/** What is the same for all detectors. */
type Known = { readonly others: Others; readonly settled: number };

/** Fills in the question to a detector about the window at hand. */
export function askAbout(
  user: User,
  { closing }: Bound,
  { kind, index, others, settled }: WindowPlace & Known,
): void {
  closing.user = user.name;
  closing.kind = kind;
  closing.start = index * windowMs(kind);
  closing.end = closing.start + windowMs(kind);
  closing.unexplainedSettled = settled;
  closing.others = others;
}

/**
 * How unusual the day at hand was, whether or not anything came of it, and what a lower threshold
 * would have opened since the last score. Ask about the window before.
 */
export function scoreOf(user: User, day: number): UserScore {
  const scores: Record<string, number> = {};
  for (const { detector, closing, openParams } of user.detectors) {
    if (detector.judge === undefined) continue;
    const { params } = closing;
    closing.params = openParams;
    const finding = detector.judge(closing);
    closing.params = params;
    if (finding !== undefined) scores[detector.id] = roundScore(finding.score);
  }
  const { from, to } = takeNews(user.wouldOpen);
  return {
    user: user.name,
    team: user.team,
    class: user.peerClass,
    day: day * dayMs,
    risk: roundScore(to),
    risk_before: roundScore(from),
    days_known: daysKnown(user.profile.history()),
    days_passed: takeDays(user.profile, day),
    is_open: user.isPaged || user.profile.day.isTainted,
    scores,
  };
}

/** What the own past made likely for the window at hand. */
function expectedIn(
  { profile, team }: User,
  kind: WindowKind,
  norms: NormsInForce,
): Pick<UserWindow, 'expected_subjects' | 'expected_unexplained'> {
  const { past } = profile;
  const { subjects } = kind === 'hour' ? profile.hour : profile.day;
  const usual = usualDayOf(norms, team);
  return {
    expected_subjects: kind === 'day' ? roundScore(subjectsOfDay(past, usual)) : 0,
    expected_unexplained: roundScore(shareWithout(past) * subjects),
  };
}

/** Days that the score of a day stands for: since the newest one scored, at most four weeks. */
function takeDays({ row }: Profile, day: number): number {
  const passed = row.scoredDay === 0 ? 1 : Math.max(0, day - row.scoredDay);
  row.scoredDay = Math.max(row.scoredDay, day);
  return Math.min(daysKept, passed);
}
