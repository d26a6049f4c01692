// Facts → counters in the text format of Prometheus (exposition format 0.0.4). Own writer: the
// format is forty lines. One table says which fact moves which metric; docs and tests read it too.

import { type Fact, type Reach, reachAfter } from '../../telemetry.ts';

type Labels = Readonly<Record<string, string | number>>;
type Change = { readonly metric: string; readonly labels: Labels; readonly value: number };

/** Name, kind and help of every metric, in the order of /metrics. */
export const metrics: Readonly<Record<string, readonly ['counter' | 'gauge', string]>> = {
  molecatcher_records_total: ['counter', 'Records read and committed, by stage.'],
  molecatcher_outputs_total: ['counter', 'Records written, by stage.'],
  molecatcher_position: ['gauge', 'Next offset to read.'],
  molecatcher_lag_records: ['gauge', 'Records that no commit covers yet.'],
  molecatcher_rejected_total: ['counter', 'Records that became dead letters, by reason.'],
  molecatcher_duplicates_total: ['counter', 'Events whose id was seen already.'],
  molecatcher_unknown_users_total: ['counter', 'Events whose account belongs to no known person.'],
  molecatcher_explained_touches_total: ['counter', 'Touches that were explained late.'],
  molecatcher_too_old_total: ['counter', 'Events older than every window.'],
  molecatcher_anomalies_total: ['counter', 'Anomalies, by detector.'],
  molecatcher_incident_changes_total: ['counter', 'Incidents opened, updated and closed.'],
  molecatcher_windows_closed_total: ['counter', 'Closed hours and days of users.'],
  molecatcher_norms_total: ['counter', 'Norms of teams, classes and the company, by window.'],
  molecatcher_norms_seconds: ['gauge', 'Start of the newest window whose norms are complete.'],
  molecatcher_clock_seconds: ['gauge', 'Event time reached.'],
  molecatcher_users: ['gauge', 'Users whose state is held.'],
  molecatcher_state_bytes: ['gauge', 'Memory of that state.'],
  molecatcher_reference_records: ['gauge', 'Records of a reference topic.'],
  molecatcher_archived_rows_total: ['counter', 'Rows inserted into ClickHouse.'],
  molecatcher_outside_failures_total: ['counter', 'Failures of the world around, by code.'],
  molecatcher_stage_up: ['gauge', 'Whether a stage runs.'],
};

export type Counters = {
  count(fact: Fact): void;
  /** What /metrics answers. */
  text(): string;
};

export function openCounters(): Counters {
  const series: Series = new Map();
  const reached = new Map<string, Reach>();
  return {
    count(fact) {
      for (const { metric, labels, value } of changesOf(fact, reached)) {
        const label = labelText(labels);
        const samples = series.get(metric) ?? new Map<string, Sample>();
        series.set(metric, samples);
        const before = metrics[metric]?.[0] === 'counter' ? (samples.get(label)?.value ?? 0) : 0;
        samples.set(label, { labels, value: before + value });
      }
      if (fact.kind === 'partition-released') forget(fact, series, reached);
    },
    text: () => textOf(series),
  };
}

type Sample = { readonly labels: Labels; readonly value: number };
type Series = Map<string, Map<string, Sample>>;

/** Whoever has it now says how far it is. What has a partition but no stage is of detect. */
function forget(
  { stage, partition }: Extract<Fact, { readonly kind: 'partition-released' }>,
  series: Series,
  reached: Map<string, Reach>,
): void {
  for (const samples of series.values()) {
    for (const [label, { labels }] of samples) {
      const { partition: of, stage: by = 'detect' } = labels;
      if (of === partition && by === stage) samples.delete(label);
    }
  }
  for (const place of reached.keys()) {
    if (place.startsWith(`${stage}/`) && place.endsWith(`/${partition}`)) reached.delete(place);
  }
}

function textOf(series: Series): string {
  const lines: string[] = [];
  for (const [metric, [kind, help]] of Object.entries(metrics)) {
    lines.push(`# HELP ${metric} ${help}`, `# TYPE ${metric} ${kind}`);
    for (const [label, { value }] of series.get(metric) ?? []) {
      lines.push(`${metric}${label} ${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string | number): string {
  return String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function changesOf(fact: Fact, reached: Map<string, Reach>): readonly Change[] {
  switch (fact.kind) {
    case 'stage-started':
      return [change('stage_up', { stage: fact.stage }, 1)];
    case 'stage-stopped':
      return [change('stage_up', { stage: fact.stage }, 0)];
    case 'end-seen':
      return reachChanges(fact, reached);
    case 'batch-committed': {
      const { stage } = fact;
      return [
        change('records_total', { stage }, fact.records),
        change('outputs_total', { stage }, fact.outputs),
        ...reachChanges(fact, reached),
      ];
    }
    case 'records-rejected':
      return [change('rejected_total', { stage: fact.stage, reason: fact.reason }, fact.records)];
    case 'state-measured': {
      const { partition, users, bytes } = fact;
      return [change('users', { partition }, users), change('state_bytes', { partition }, bytes)];
    }
    case 'anomalies-found':
      return [change('anomalies_total', { detector: fact.detector }, fact.anomalies)];
    case 'windows-closed':
      return [change('windows_closed_total', { kind: fact.windowKind }, fact.users)];
    case 'norms-published': {
      const labels = { kind: fact.windowKind };
      const start = change('norms_seconds', labels, fact.start / 1_000);
      return [change('norms_total', labels, fact.norms), start];
    }
    case 'outside-failed':
      return [change('outside_failures_total', { what: fact.what, code: fact.code }, 1)];
    default:
      return simpleChange(fact);
  }
}

function simpleChange(fact: Fact): readonly Change[] {
  switch (fact.kind) {
    case 'duplicates-dropped':
      return [change('duplicates_total', {}, fact.records)];
    case 'user-unknown':
      return [change('unknown_users_total', {}, fact.records)];
    case 'touches-explained':
      return [change('explained_touches_total', {}, fact.touches)];
    case 'events-too-old':
      return [change('too_old_total', {}, fact.records)];
    case 'incident-changed':
      return [change('incident_changes_total', { state: fact.state }, 1)];
    case 'clock-moved':
      return [clockChange(fact)];
    case 'reference-loaded':
      return [change('reference_records', { topic: fact.topic }, fact.records)];
    case 'rows-archived':
      return [change('archived_rows_total', { table: fact.table }, fact.rows)];
    default:
      // Taken, released, recovered: these are for the log, not for counting.
      return [];
  }
}

function reachChanges(
  fact: Extract<Fact, { readonly end: number }>,
  reached: Map<string, Reach>,
): readonly Change[] {
  const { stage, topic, partition } = fact;
  const place = `${stage}/${topic}/${partition}`;
  const reach = reachAfter(fact, reached.get(place));
  reached.set(place, reach);
  const labels = { stage, topic, partition };
  return [change('position', labels, reach.position), change('lag_records', labels, reach.lag)];
}

function clockChange(fact: Extract<Fact, { readonly kind: 'clock-moved' }>): Change {
  const { stage, partition, clock } = fact;
  return change('clock_seconds', { stage, partition }, clock / 1_000);
}

function change(metric: string, labels: Labels, value: number): Change {
  return { metric: `molecatcher_${metric}`, labels, value };
}
