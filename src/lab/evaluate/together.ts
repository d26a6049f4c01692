// The pipeline of all people of an honest world, who hear of their colleagues as they go: what a
// trial later hears again (colleagues.ts) is written down. For live.

import type { Pipeline } from '../../core/pipeline.ts';
import type { Millis } from '../../core/time.ts';
import type { Tick } from '../../generated/records.ts';
import { Neighbours } from '../neighbours.ts';
import { type Colleagues, CountedWindows, type LivedTick } from './colleagues.ts';
import { type OwnPipeline, ownPipeline } from './own-scores.ts';

export class Together {
  readonly pipeline: Pipeline;
  readonly #neighbours: Neighbours;
  readonly #counted: CountedWindows;
  readonly #ticks: LivedTick[] = [];

  /** `chosen`: those who will be judged again alone. */
  constructor(own: Omit<OwnPipeline, 'over'>, chosen: readonly string[]) {
    const neighbours = new Neighbours({ budgets: own.budgets });
    const counted = new CountedWindows(chosen);
    this.#neighbours = neighbours;
    this.#counted = counted;
    this.pipeline = ownPipeline({ ...own, over: (sink) => neighbours.over(counted.over(sink)) });
  }

  /** `offset`: of the event that comes next. */
  tick(state: Tick['state'], clock: Millis, offset: number): void {
    const { pipeline } = this;
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
    const norms = this.#neighbours.take();
    for (const one of norms) for (const _ of pipeline.norms(one));
    // In between nothing closes, and a trial can do without.
    if (norms.length > 0 || state === 'end') this.#ticks.push({ clock, state, offset, norms });
  }

  get colleagues(): Colleagues {
    return { ticks: this.#ticks, counted: this.#counted };
  }
}
