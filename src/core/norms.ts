// What is normal for others in the same window, as it stands in `access`: the norms of one window
// (an hour or a day) of each team, each peer class and the company. Detect keeps those in force and
// asks them when a window is judged; the population stage makes them (population.ts).
//
//   norms of a round, in this order:   team A │ team B │ … │ class agent │ … │ company
//
// The company's comes last and so tells that the round is complete: only then are the windows that
// waited for it judged.

import type { Norms, UserWindow } from '../generated/records.ts';
import type { Millis, WindowKind } from './time.ts';

export type NormsKind = 'team' | 'class' | 'company' | 'thresholds';

/** What the members of a group did in a window, beside what their own pasts made likely. */
export type WindowSums = {
  /** Those with a closed window. */
  people: number;
  /** Distinct subjects, summed over people, each at most `subjectsCap` of what was expected. */
  subjects: number;
  expectedSubjects: number;
  /** The same of subjects without a reason. */
  unexplained: number;
  expectedUnexplained: number;
};

export function emptySums(): WindowSums {
  return { people: 0, subjects: 0, expectedSubjects: 0, unexplained: 0, expectedUnexplained: 0 };
}

/** Nobody moves the norm of the others by more than a very busy day: a thief of 68,000 neither. */
export function capped(observed: number, expected: number): number {
  return Math.min(observed, 4 * expected + 10);
}

export function countWindow(sums: WindowSums, window: UserWindow): void {
  sums.people += 1;
  sums.subjects += capped(window.subjects, window.expected_subjects);
  sums.expectedSubjects += window.expected_subjects;
  sums.unexplained += capped(window.unexplained_subjects, window.expected_unexplained);
  sums.expectedUnexplained += window.expected_unexplained;
}

/** Key of a Norms record: compaction keeps the newest of each. */
export function normsKey(window: WindowKind, kind: NormsKind, name: string): string {
  return kind === 'company' ? `${window}/company` : `${window}/${kind}/${name}`;
}

export const thresholdsKey = 'thresholds';

export function sumsOf({ norms }: Pick<Norms, 'norms'>): WindowSums {
  return {
    people: norms['people'] ?? 0,
    subjects: norms['subjects'] ?? 0,
    expectedSubjects: norms['expected_subjects'] ?? 0,
    unexplained: norms['unexplained'] ?? 0,
    expectedUnexplained: norms['expected_unexplained'] ?? 0,
  };
}

export function normsOfSums(sums: WindowSums): Record<string, number> {
  return {
    people: sums.people,
    subjects: sums.subjects,
    expected_subjects: sums.expectedSubjects,
    unexplained: sums.unexplained,
    expected_unexplained: sums.expectedUnexplained,
  };
}

/** The norms that a partition holds, by key; those of a group's newest window replace the older. */
export class NormsInForce {
  readonly #byKey = new Map<string, Norms>();
  readonly #changed = new Set<string>();
  readonly #heed: (norms: Norms) => void;

  /** `heed` hears of each, those of a saved state too. */
  constructor(heed: (norms: Norms) => void) {
    this.#heed = heed;
  }

  /** True where the record ends a round: everything about its window is known now. */
  take(norms: Norms): boolean {
    this.load(norms);
    this.#changed.add(norms.key);
    return norms.kind === 'company';
  }

  /** As a saved state says; it is not news. */
  load(norms: Norms): void {
    this.#byKey.set(norms.key, norms);
    this.#heed(norms);
  }

  get(window: WindowKind, kind: NormsKind, name: string): Norms | undefined {
    return this.#byKey.get(kind === 'thresholds' ? thresholdsKey : normsKey(window, kind, name));
  }

  /** The same, only where it is about this very window. */
  of(window: WindowKind, kind: NormsKind, name: string, start: Millis): Norms | undefined {
    const norms = this.get(window, kind, name);
    return norms?.window_start === start ? norms : undefined;
  }

  /** All of them, by key. */
  all(): Norms[] {
    return [...this.#byKey.keys()].sort().map((key) => this.#byKey.get(key)!);
  }

  /** Those that came since the last call of this, for a saved state. */
  takeChanged(): Norms[] {
    const changed = [...this.#changed].sort().map((key) => this.#byKey.get(key)!);
    this.#changed.clear();
    return changed;
  }
}
