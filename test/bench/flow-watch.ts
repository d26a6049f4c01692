// Looks twice a second at how far everybody is: the ends of db-access and access at the broker, the
// positions and counts of the stages by the program's own /metrics. Used by kafka-bench.ts.

import type { Log } from '../../src/ports.ts';
import { FlowSeries } from './flow-series.ts';
import type { Place } from './kafka-place.ts';

export type Flow = {
  readonly atMs: number;
  /** Raw events at the broker, and how many of them enrich has done. */
  readonly raw: number;
  readonly enriched: number;
  /** Records that detect has judged: accesses and Ticks. */
  readonly judged: number;
  /** Accesses in ClickHouse. */
  readonly archived: number;
  readonly anomalies: number;
  readonly lags: Lags;
};

/** Seconds behind: enrich and archive behind db-access, detect behind access. */
export type Lags = { readonly enrich: number; readonly detect: number; readonly archive: number };

export type FlowWatch = {
  look(): Promise<Flow>;
  /** Everything seen so far. */
  readonly seen: readonly Flow[];
  end(): void;
};

const lookMs = 500;

type Watched = Pick<Place, 'log' | 'url'> & { readonly sources: number; readonly users: number };

export function watchFlow(watched: Watched): FlowWatch {
  const raw = new FlowSeries();
  const access = new FlowSeries();
  const seen: Flow[] = [];
  const look = async (): Promise<Flow> => {
    const { log, url, sources, users } = watched;
    const answer = await fetch(`${url}/metrics`);
    const text = await answer.text();
    const [rawEnd, accessEnd] = await Promise.all([
      endOf(log, 'db-access', sources),
      endOf(log, 'access', users),
    ]);
    const atMs = Date.now();
    raw.note(atMs, rawEnd);
    access.note(atMs, accessEnd);
    const count = (metric: string, label: string) => metricOf(text, metric, label);
    const archived = count('archived_rows_total', 'table="access"');
    const flow = {
      atMs,
      raw: rawEnd,
      enriched: count('records_total', 'stage="enrich"'),
      judged: count('records_total', 'stage="detect"'),
      archived,
      anomalies: count('anomalies_total', ''),
      lags: {
        enrich: raw.lagSeconds(atMs, count('position', 'stage="enrich"')),
        detect: access.lagSeconds(atMs, count('position', 'stage="detect"')),
        // Each event is one access: counts compare, offsets of several topics would not.
        archive: raw.lagSeconds(atMs, archived),
      },
    };
    seen.push(flow);
    return flow;
  };
  let failure: unknown;
  const timer = setInterval(() => {
    look().catch((error: unknown) => {
      failure ??= error;
    });
  }, lookMs);
  return {
    look: () => (failure === undefined ? look() : Promise.reject(failure)),
    seen,
    end: () => clearInterval(timer),
  };
}

async function endOf(log: Log, topic: string, partitions: number): Promise<number> {
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  const ranges = await Promise.all(numbers.map((partition) => log.range(topic, partition)));
  return ranges.reduce((sum, { end }) => sum + end, 0);
}

/** Sum of a metric over all labels that hold `label`. */
export function metricOf(text: string, metric: string, label: string): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith(`molecatcher_${metric}{`) || !line.includes(label)) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
