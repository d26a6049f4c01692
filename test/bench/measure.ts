// Measures how long an operation takes: for benchmarks of single functions and of whole stages.
//
//   open ─► run, run, run … until warm ─► round 1, 2, … 7 ─► close
//                                          each: wall time and CPU time of one run
//
// The minimum is what the machine can do, the median what it did, the maximum shows what disturbed
// it; a difference below the distance of minimum and median means nothing. CPU seconds count every
// thread of the process (compiler and garbage collector too), so they stay fair on busy machines.
// Only files *.bench.ts and run.ts use this.

export type Bench = {
  /** Words of one table row: what is done, at what size. */
  readonly name: string;
  /** Operations in one run: calls, events. Enough that a run takes 10 ms or more. */
  readonly operations: number;
  /** Prepares the input outside of what is measured. */
  open(): Opened | Promise<Opened>;
};

export type Opened = {
  /** Does all operations once; returns something computed, so that nothing can be left out. */
  run(): number | Promise<number>;
  close?(): void | Promise<void>;
};

export type Pace = { readonly warmUpMs: number; readonly rounds: number };

export type Measurement = {
  readonly name: string;
  readonly operations: number;
  readonly rounds: number;
  readonly nanosecondsMin: number;
  readonly nanosecondsMedian: number;
  readonly nanosecondsMax: number;
  readonly perSecond: number;
  readonly cpuSecondsPerMillion: number;
  /** Sum of what the runs returned. */
  readonly checksum: number;
};

export const usualPace: Pace = { warmUpMs: 200, rounds: 7 };
const warmUpRunsMax = 10_000;

export async function measure(bench: Bench, pace: Pace = usualPace): Promise<Measurement> {
  const opened = await bench.open();
  try {
    return await measureOpened(bench, opened, pace);
  } finally {
    await opened.close?.();
  }
}

async function measureOpened(bench: Bench, opened: Opened, pace: Pace): Promise<Measurement> {
  let checksum = 0;
  const warmFrom = performance.now();
  for (let i = 0; i < warmUpRunsMax && performance.now() - warmFrom < pace.warmUpMs; i += 1) {
    checksum += await opened.run();
  }
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < pace.rounds; round += 1) {
    const from = process.hrtime.bigint();
    checksum += await opened.run();
    times.push(Number(process.hrtime.bigint() - from) / bench.operations);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const middle = medianOf(times);
  return {
    name: bench.name,
    operations: bench.operations,
    rounds: pace.rounds,
    nanosecondsMin: times[0]!,
    nanosecondsMedian: middle,
    nanosecondsMax: times.at(-1)!,
    perSecond: 1e9 / middle,
    // Microseconds per operation are seconds per million operations.
    cpuSecondsPerMillion: (user + system) / (bench.operations * pace.rounds),
    checksum,
  };
}

/** Of values in ascending order. */
export function medianOf(ascending: readonly number[]): number {
  const half = ascending.length >> 1;
  const upper = ascending[half]!;
  return ascending.length % 2 === 1 ? upper : (ascending[half - 1]! + upper) / 2;
}
