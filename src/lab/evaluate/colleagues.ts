// What was known of colleagues in the honest world, kept for trials: the norms by the Tick with
// which they came, and what each window of those who will steal has added to them. For
// together and trial.
//
//   norms of a round, as a trial hears them = those of the honest world
//                                             − what the person did there + what they do here
//
// So that whoever is judged beside colleagues is judged beside the same ones: core takes what a
// person did out of the sums of the team again, and with a theft that is more than went in. The
// slow averages (which newcomers start from) and the thresholds stay those of the honest world:
// one person moves them by little, and they are to be the same for all trials.

import { countWindow, emptySums, normsKey, normsOfSums, sumsOf } from '../../core/norms.ts';
import type { Sink } from '../../core/pipeline.ts';
import { hourMs, type Millis, type WindowKind } from '../../core/time.ts';
import type { Norms, Tick, UserWindow } from '../../generated/records.ts';

/** A Tick with which rounds ended, in an honest world. */
export type LivedTick = Pick<Tick, 'clock' | 'state'> & {
  /** Of the first event after it. */
  readonly offset: number;
  /** Round after round, as they came right after it. */
  readonly norms: readonly Norms[];
};

/** What was known of colleagues in an honest world. */
export type Colleagues = {
  readonly ticks: readonly LivedTick[];
  /** What of it was the doing of those who are judged again. */
  readonly counted: CountedWindows;
};

/** By person: which windows went into which round. */
export class CountedWindows {
  readonly #waiting: Record<string, UserWindow[]>;
  readonly #counted = new Map<string, readonly UserWindow[]>();
  readonly #people: ReadonlySet<string>;

  constructor(people: readonly string[]) {
    this.#people = new Set(people);
    this.#waiting = { hour: [], day: [] };
  }

  /** The same sink, listened to. */
  over(sink: Sink): Sink {
    return {
      ...sink,
      window: (window) => {
        sink.window(window);
        if (this.#people.has(window.user)) this.#waiting[window.kind]!.push(window);
      },
      closed: (closed) => {
        sink.closed(closed);
        const { kind, start } = closed;
        const byUser = Map.groupBy(this.#waiting[kind]!, ({ user }) => user);
        for (const [user, windows] of byUser)
          this.#counted.set(roundOf(user, kind, start), windows);
        this.#waiting[kind] = [];
      },
    };
  }

  of(user: string, kind: string, start: Millis): readonly UserWindow[] {
    return this.#counted.get(roundOf(user, kind, start)) ?? [];
  }
}

function roundOf(user: string, kind: string, start: Millis): string {
  return `${kind}/${start}/${user}`;
}

type Both = { readonly honest: CountedWindows; readonly here: CountedWindows };

/** Norms of a round as they would have been with what somebody does in a trial. */
export function normsWith(norms: Norms, person: string, { honest, here }: Both): Norms {
  const { window_start: start, window_end: end, key, kind } = norms;
  if (kind === 'thresholds') return norms;
  const window = end - start === hourMs ? 'hour' : 'day';
  const sumOf = (counted: CountedWindows) => {
    const sums = emptySums();
    for (const one of counted.of(person, window, start)) {
      if (isAbout(key, window, one)) countWindow(sums, one);
    }
    return normsOfSums(sums);
  };
  const [before, now] = [sumOf(honest), sumOf(here)];
  const sums = normsOfSums(sumsOf(norms));
  let isSame = true;
  for (const name of Object.keys(sums)) {
    const change = now[name]! - before[name]!;
    isSame &&= change === 0;
    sums[name] = Math.max(0, sums[name]! + change);
  }
  return isSame ? norms : { ...norms, norms: { ...norms.norms, ...sums } };
}

function isAbout(key: string, window: WindowKind, one: UserWindow): boolean {
  return (
    key === normsKey(window, 'company', '') ||
    key === normsKey(window, 'class', one.class) ||
    (one.team !== null && key === normsKey(window, 'team', one.team))
  );
}
