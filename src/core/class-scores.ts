// What the scores of a desk's own days are worth: how high they are at 10⁻¹, 10⁻², … of the days of
// a peer class, next to what shipped worlds gave. A quiet desk is not to be judged by a noisy one.
//
//   day's scores ─► counts by class of score, fading ─► score at 10⁻ⁱ ─► ln of its ratio to shipped
//                                                                             │ shrunk
//   shipped ── × exp(ratio), at most fourfold either way ──► norms `score.<detector>.<i>`
//
// The rarer a rate, the fewer days say anything of it: its ratio is drawn to that of the rate
// before, and the first to none. So a desk of fifty moves the scale, a company the shape of the
// tail too, and one thief who is not found yet moves hardly anything.
//
// Only detectors that judge a whole day say how unusual each day was; the others keep what was
// shipped. Days on which somebody is paged are left out. Used by population.ts.

import type { UserScore } from '../generated/records.ts';
import { type CalibrationTable, type PeerClass, scoreRates } from './calibration.ts';
import { exp, log, roundScore } from './stats/special.ts';
import { memoryKept } from './thresholds.ts';

/** Classes of score to the doubling: a quantile is off by less than 5 %. */
const classesPerUnit = 8 / Math.LN2;
/** Scores outside count as these: nobody calibrates a tail there. */
const scoreBounds = { min: 0.05, max: 1_000 } as const;
/** So many days beyond a rate speak as loudly as what is known without them. */
const shrinkage = 30;
/** ln of how much louder or quieter than shipped a desk may be taken for. */
const ratioMax = Math.log(4);
/** Less than this of a day is nothing: counts do not linger for ever. */
const countMin = 1e-3;

const daysName = 'days';
const nameOf = (detector: string, at: number) => `${detector}.${at}`;

export class ClassScores {
  readonly #peers: PeerClass;
  readonly #table: CalibrationTable;
  /** Detector → class of score → days. */
  readonly #counts = new Map<string, Map<number, number>>();
  #days = 0;

  constructor(peers: PeerClass, table: CalibrationTable) {
    this.#peers = peers;
    this.#table = table;
  }

  take({ scores, is_open }: Pick<UserScore, 'scores' | 'is_open'>): void {
    if (is_open) return;
    this.#days += 1;
    for (const [detector, score] of Object.entries(scores)) {
      if (!(score >= scoreBounds.min)) continue;
      const counts = this.#counts.get(detector) ?? new Map<number, number>();
      const at = classOf(score);
      counts.set(at, (counts.get(at) ?? 0) + 1);
      this.#counts.set(detector, counts);
    }
  }

  /** At the end of a day: what was counted fades. */
  fade(): void {
    this.#days *= memoryKept;
    for (const [detector, counts] of this.#counts) {
      const left = [...counts].map(([at, days]) => [at, days * memoryKept] as const);
      this.#counts.set(detector, new Map(left.filter(([, days]) => days >= countMin)));
    }
  }

  /** Scores at the rates, by the names under which calibration hears them; none before any day. */
  norms(): Record<string, number> {
    const norms: Record<string, number> = {};
    if (this.#days === 0) return norms;
    for (const detector of Object.keys(this.#table.tails).sort()) {
      const shipped = this.#table.tails[detector]?.[this.#peers];
      // Where a detector judges no days, the desk has nothing to say of it.
      if (shipped === undefined || !this.#counts.has(detector)) continue;
      const scores = this.#tailOf(this.#counts.get(detector)!, shipped);
      for (const [i, score] of scores.entries()) norms[`score.${detector}.${i + 1}`] = score;
    }
    return norms;
  }

  save(): Record<string, number> {
    const saved: Record<string, number> = { [daysName]: this.#days };
    for (const detector of [...this.#counts.keys()].sort()) {
      const counts = [...this.#counts.get(detector)!].sort(([a], [b]) => a - b);
      for (const [at, days] of counts) saved[nameOf(detector, at)] = days;
    }
    return saved;
  }

  load(saved: Readonly<Record<string, number>>): void {
    this.#counts.clear();
    this.#days = saved[daysName] ?? 0;
    for (const [name, days] of Object.entries(saved)) {
      const dot = name.lastIndexOf('.');
      if (dot < 0) continue;
      const counts = this.#counts.get(name.slice(0, dot)) ?? new Map<number, number>();
      this.#counts.set(name.slice(0, dot), counts.set(Number(name.slice(dot + 1)), days));
    }
  }

  #tailOf(counts: ReadonlyMap<number, number>, shipped: readonly number[]): number[] {
    let ratio = 0;
    return Array.from({ length: scoreRates }, (_, i) => {
      const beyond = this.#days / 10 ** (i + 1);
      const own = scoreReachedBy(counts, beyond);
      const usual = shipped[i] ?? 0;
      // Not counted when shipped: the desk's own, once it says more than nothing.
      if (usual === 0) return beyond >= shrinkage ? roundScore(own) : 0;
      // So faint that it is not counted here, which is no sign of quiet.
      if (usual < scoreBounds.min) return usual;
      const told = own > 0 ? log(own / usual) : -ratioMax;
      const weight = beyond / (beyond + shrinkage);
      ratio += weight * (Math.min(ratioMax, Math.max(-ratioMax, told)) - ratio);
      return roundScore(usual * exp(ratio));
    });
  }
}

function classOf(score: number): number {
  return Math.floor(log(Math.min(score, scoreBounds.max)) * classesPerUnit);
}

/** The score that so many days reach, in the middle of its class; 0 where fewer reached any. */
function scoreReachedBy(counts: ReadonlyMap<number, number>, days: number): number {
  let above = 0;
  for (const [at, count] of [...counts].sort(([a], [b]) => b - a)) {
    above += count;
    if (above >= days) return exp((at + 0.5) / classesPerUnit);
  }
  return 0;
}
