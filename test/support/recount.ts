// What the windows must hold, counted the slow way from all accesses of a log in their order.
// An access counts in an hour or a day as long as its ring still has that pane when it arrives:
// the same rule that profile.ts draws, written down once more in the plainest form.

import type { Access } from '../../src/core/detector.ts';
import { reasonTenths } from '../../src/core/explain.ts';
import { daysKept, hoursKept } from '../../src/core/limits.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import type { UserWindow } from '../../src/generated/records.ts';

export type Count = {
  readonly events: number;
  readonly rows: number;
  readonly touches: number;
  readonly subjects: number;
  readonly unexplained: number;
  /** Distinct subjects opened without a reason; of a day the sum over its hours. */
  readonly unexplained_subjects: number;
};

type Pane = {
  readonly accesses: Access[];
  readonly subjects: Set<string>;
  readonly unexplained: Set<string>;
};

/** Key `user kind start` → counts. */
export function recount(accesses: readonly Access[]): Map<string, Count> {
  const newest = new Map<string, number>();
  const panes = new Map<string, Pane>();
  for (const access of accesses) {
    for (const { kind, ms, kept } of [
      { kind: 'hour', ms: hourMs, kept: hoursKept },
      { kind: 'day', ms: dayMs, kept: daysKept },
    ]) {
      const index = Math.floor(access.at / ms);
      const clock = `${access.user} ${kind}`;
      newest.set(clock, Math.max(index, newest.get(clock) ?? 0));
      if (index <= newest.get(clock)! - kept) continue;
      const key = `${access.user} ${kind} ${index * ms}`;
      const pane = panes.get(key) ?? { accesses: [], subjects: new Set(), unexplained: new Set() };
      pane.accesses.push(access);
      const hour = Math.floor(access.at / hourMs);
      const hasHour = hour > newest.get(`${access.user} hour`)! - hoursKept;
      access.subjects.forEach((subject, i) => {
        const isNew = !pane.subjects.has(subject);
        pane.subjects.add(subject);
        if (access.reasons[i] !== 'none' || access.touch === 'listed') return;
        // Where the hour is gone, only a subject that is new in the day can be told to be one more.
        if (hasHour || isNew) pane.unexplained.add(`${hasHour ? hour : 'gone'} ${subject}`);
      });
      panes.set(key, pane);
    }
  }
  return new Map([...panes].map(([key, pane]) => [key, countOf(pane)]));
}

/** The newest revision of each window, in the same form. */
export function newestWindows(windows: readonly UserWindow[]): Map<string, UserWindow> {
  const newest = new Map<string, UserWindow>();
  for (const window of windows) {
    const key = `${window.user} ${window.kind} ${window.start}`;
    const known = newest.get(key);
    if (known === undefined || window.revision > known.revision) newest.set(key, window);
  }
  return newest;
}

function countOf({ accesses, subjects, unexplained }: Pane): Count {
  const tenths = (access: Access) =>
    access.subjects.reduce((sum, _, i) => sum + 10 - reasonTenths(access.reasons[i]!), 0);
  return {
    events: accesses.length,
    rows: accesses.reduce((sum, { rows }) => sum + rows, 0),
    touches: accesses.reduce((sum, access) => sum + access.subjects.length, 0),
    subjects: subjects.size,
    unexplained: accesses.reduce((sum, access) => sum + tenths(access), 0) / 10,
    unexplained_subjects: unexplained.size,
  };
}
