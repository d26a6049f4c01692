// How much had flowed past some point by when: a series of (time, count), both growing. Tells how
// far behind another point is, in seconds: the time that has passed since the count of the first
// was what the second has reached. Used by flow-watch.ts.

export class FlowSeries {
  readonly #times: number[] = [];
  readonly #counts: number[] = [];

  note(atMs: number, count: number): void {
    this.#times.push(atMs);
    this.#counts.push(count);
  }

  /** When the count was reached, between two looks by the straight line. */
  timeOf(count: number): number {
    const { length } = this.#counts;
    if (length === 0) return Number.NaN;
    let low = 0;
    let high = length - 1;
    if (count >= this.#counts[high]!) return this.#times[high]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#counts[middle]! > count) high = middle;
      else low = middle + 1;
    }
    if (low === 0) return this.#times[0]!;
    const [before, after] = [this.#counts[low - 1]!, this.#counts[low]!];
    const share = (count - before) / (after - before);
    return this.#times[low - 1]! + share * (this.#times[low]! - this.#times[low - 1]!);
  }

  /** How long ago, at `atMs`, the count was reached that somebody behind has reached now. */
  lagSeconds(atMs: number, count: number): number {
    return Math.max(0, atMs - this.timeOf(count)) / 1_000;
  }
}
