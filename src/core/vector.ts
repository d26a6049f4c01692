// Feeds for the vectors of detectors, and the run of one through the pipeline. A vector is a life:
// accesses in event time, from which the clock follows. Read by tests, docs and the catalogue.

import type { Anomaly, Incident, UserWindow } from '../generated/records.ts';
import type { Access } from './detector.ts';
import { Pipeline, type PipelineSettings, type Sink } from './pipeline.ts';
import { dayMs, hourMs, type Millis, paneMs } from './time.ts';

/** 2026-01-05T00:00Z, a Monday: day 0 of every feed. */
const dayZero: Millis = 1_767_571_200_000;

export type ReadOptions = {
  readonly user?: string;
  readonly userKind?: 'human' | 'service' | 'unknown';
  readonly subjects?: readonly string[];
  readonly rows?: number;
  readonly reason?: string;
  readonly flags?: readonly number[];
  readonly touch?: string;
  readonly operation?: string;
  /** Of each subject; one segment for all of them, unless told otherwise. */
  readonly segment?: string;
  readonly ticketMarks?: number;
  readonly orderKey?: number;
  readonly onShift?: boolean | null;
} & Partial<Pick<Access, Route>>;

/** By which way, and as who, data was reached: where no vector says so, as ever. */
type Route = 'employment' | 'app' | 'program' | 'host' | 'network' | 'tables' | 'shape' | 'status';

/** One access at an hour (fractions allowed) of a day; one customer unless told otherwise. */
export function read(day: number, hour: number, options: ReadOptions = {}): Access[] {
  // Rounded: hours such as 9.1 are no whole milliseconds in binary.
  const at = dayZero + day * dayMs + Math.round(hour * hourMs);
  const subjects = options.subjects ?? [`customer-${day}-${hour}`];
  const user = options.user ?? 'alice';
  return [
    {
      event_id: `${user}/${at}/${subjects[0] ?? ''}`,
      part: 0,
      at,
      user,
      user_kind: options.userKind ?? 'human',
      team: 'team-1',
      role: 'agent',
      queue: 'queue-1',
      sensitivity: 'personal',
      operation: options.operation ?? 'select',
      rows: options.rows ?? Math.max(1, subjects.length),
      subjects,
      flags: options.flags ?? subjects.map(() => 0),
      touch: options.touch ?? 'opened',
      reasons: subjects.map(() => options.reason ?? 'ticket-named'),
      utc_offset_minutes: 0,
      on_shift: options.onShift ?? null,
      segments: subjects.map(() => options.segment ?? 'en-consumer'),
      ticket_marks: subjects.map(() => options.ticketMarks ?? 0),
      order_key: options.orderKey ?? -1,
      ...routeOf(user, options),
    },
  ];
}

function routeOf(user: string, options: ReadOptions): Pick<Access, Route> {
  const { employment = 'active', app = 'crm', program = 'crm-web', status = 'ok' } = options;
  const { host = `ws-${user}`, network = '10.0.1.0/24', tables = ['customers'] } = options;
  return { employment, app, program, host, network, tables, status, shape: options.shape ?? 'row' };
}

export type WorkdayOptions = Omit<ReadOptions, 'subjects'> & {
  readonly reads: number;
  /** Number of the first customer; the others follow it. Default: other customers each day. */
  readonly firstCustomer?: number;
};

/** Reads of one customer each, spread evenly from nine to five. */
export function workday(day: number, options: WorkdayOptions): Access[] {
  const first = options.firstCustomer ?? day * 1_000;
  return Array.from({ length: options.reads }, (_, i) =>
    read(day, 9 + (8 * i) / options.reads, { ...options, subjects: [`customer-${first + i}`] }),
  ).flat();
}

/** The same for each of the first days. */
export function days(length: number, each: (day: number) => Access[]): Access[] {
  return Array.from({ length }, (_, day) => each(day)).flat();
}

export type Findings = {
  readonly anomalies: Anomaly[];
  readonly incidents: Incident[];
  readonly windows: UserWindow[];
};

/** Feeds accesses in the order given, with a Tick before each new five minutes, and drains. */
export function runFeed(
  settings: Omit<PipelineSettings, 'partition'>,
  feed: readonly Access[],
): Findings {
  const findings: Findings = { anomalies: [], incidents: [], windows: [] };
  const sink: Sink = {
    anomaly: (anomaly) => findings.anomalies.push(anomaly),
    incident: (incident) => findings.incidents.push(incident),
    window: (window) => findings.windows.push(window),
    closed: () => undefined,
    score: () => undefined,
  };
  const pipeline = new Pipeline({ ...settings, partition: 0 }, sink);
  let clock = 0;
  const tick = (state: 'live' | 'end') => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
  };
  for (const access of feed) {
    // As enrich writes them: before the record that enters a pane.
    if (Math.floor(access.at / paneMs) > Math.floor(clock / paneMs)) {
      clock = access.at;
      tick('live');
    }
    pipeline.access(access);
  }
  tick('end');
  return findings;
}
