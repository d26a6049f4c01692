// The population stage of a laboratory: closed windows of one pipeline go into the model of the
// population, and its norms come back as records of the log. One partition, no topics: what the
// stage does over all partitions, without the waiting. For worlds that are lived in memory.

import { type Budgets, type CalibrationTable, shippedBudgets } from '../core/calibration.ts';
import type { Pipeline, Sink } from '../core/pipeline.ts';
import { Population } from '../core/population.ts';
import type { Anomaly, Closed, Norms } from '../generated/records.ts';

export type NeighbourSettings = {
  readonly budgets?: Budgets;
  /** What scores are worth in the pipeline; without it as shipped. */
  readonly table?: CalibrationTable | undefined;
  /** Whether thresholds move each night, as they do in life. */
  readonly isMoving?: boolean;
};

export class Neighbours {
  readonly #population: Population;
  readonly #rounds: Norms[][] = [];
  /** Verdicts on teams so far. */
  readonly teamAnomalies: Anomaly[] = [];
  #version = 0;
  readonly #isMoving: boolean;

  constructor(settings: NeighbourSettings = {}) {
    const { budgets = shippedBudgets, table, isMoving = true } = settings;
    this.#population = new Population(budgets, table);
    this.#isMoving = isMoving;
  }

  /** The same sink, listened to. */
  over(sink: Sink): Sink {
    return {
      ...sink,
      window: (window) => {
        sink.window(window);
        this.#population.take(window);
      },
      score: (score) => {
        sink.score(score);
        this.#population.takeScore(score);
      },
      closed: (closed) => {
        sink.closed(closed);
        this.#close(closed);
      },
    };
  }

  /** Norms of the rounds that have ended since the last call of this, round after round. */
  take(): Norms[] {
    const norms = this.#rounds.splice(0).flat();
    return this.#isMoving ? norms : norms.filter(({ kind }) => kind !== 'thresholds');
  }

  /** The same, told to the pipeline: after each Tick. */
  tell(pipeline: Pipeline): void {
    for (const norms of this.take()) for (const _ of pipeline.norms(norms));
  }

  #close({ kind, start }: Closed): void {
    this.#version += 1;
    const window = kind === 'hour' ? 'hour' : 'day';
    this.#rounds.push(this.#population.finish(window, start, this.#version));
    this.teamAnomalies.push(...this.#population.takeAnomalies());
  }
}
