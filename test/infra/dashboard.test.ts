// The dashboard asks for what /metrics answers. The names and labels are taken from a running
// exporter that was told one fact of each kind, so that neither can be renamed alone.

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openCounters } from '../../src/adapters/telemetry/counters.ts';
import { definitions } from '../../src/config.ts';
import type { Fact } from '../../src/telemetry.ts';
import { compose, pathOf, textOf } from './compose-file.ts';

type Panel = {
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
};
type Source = { readonly uid: string; readonly type: string; readonly url: string };

const { panels, uid } = JSON.parse(textOf('infra/grafana/dashboards/pipeline.json')) as {
  readonly panels: readonly Panel[];
  readonly uid: string;
};
const provisioning = 'infra/grafana/provisioning';
const exported = labelsByMetric();

describe('dashboard > panels', () => {
  const targets = panels.flatMap(({ title, targets: own }) =>
    own.map((target) => ({ title, ...target })),
  );

  test('each has its own title and place', () => {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(panels.length);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(uid).toMatch(/^[\w-]{1,40}$/);
  });

  for (const { title, expr, legendFormat } of targets) {
    test(`${title}: its metric is exported, with its labels`, () => {
      const asked = [...expr.matchAll(/\bmolecatcher_\w+/g)].map(([name]) => name);
      expect(asked).toHaveLength(1);
      const labels = exported.get(asked[0] ?? '');
      expect(labels, `${asked[0]} is exported`).toBeDefined();
      const grouped = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
      expect(grouped.filter((label) => !labels?.has(label))).toEqual([]);
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      expect(shown).toEqual(grouped);
    });

    test(`${title}: counters are seen as rates, gauges as they are`, () => {
      const isCounter = /\bmolecatcher_\w+_total\b/.test(expr);
      expect(/\b(?:rate|increase)\(/.test(expr)).toBe(isCounter);
      expect(expr.split('(').length).toBe(expr.split(')').length);
    });
  }

  test('all that a pipeline is asked about is on it', () => {
    const wanted = [
      'records_total',
      'lag_records',
      'position',
      'anomalies_total',
      'incident_changes_total',
      'rejected_total',
      'archived_rows_total',
      'outside_failures_total',
      'users',
      'state_bytes',
    ];
    const asked = targets.map(({ expr }) => expr).join(' ');
    for (const name of wanted) expect(asked).toMatch(new RegExp(`\\bmolecatcher_${name}\\b`));
  });
});

describe('dashboard > where figures come from', () => {
  const { datasources } = parse(textOf(`${provisioning}/datasources/prometheus.yml`)) as {
    readonly datasources: readonly Source[];
  };

  test('every panel asks the provisioned source, which asks our Prometheus', () => {
    const [source] = datasources;
    for (const { datasource } of panels) {
      expect(datasource).toEqual({ type: source?.type, uid: source?.uid });
    }
    const { hostname, port } = new URL(source?.url ?? '');
    expect(compose.services[hostname]?.ports?.[0]).toMatch(new RegExp(`:${port}$`));
  });

  test('Prometheus asks every stage, at the port where it listens', () => {
    const config = parse(textOf('infra/prometheus/prometheus.yml')) as {
      readonly scrape_configs: readonly {
        readonly static_configs: readonly { readonly targets: readonly string[] }[];
      }[];
    };
    const asked = config.scrape_configs.flatMap((job) =>
      job.static_configs.flatMap((one) => one.targets),
    );
    const port = definitions().find(({ key }) => key === 'port')?.default;
    const stages = Object.entries(compose.services).filter(
      ([, { command }]) => command?.[0] === 'run',
    );
    expect(asked).toEqual(stages.map(([name]) => `${name}:${port}`));
  });

  test('Grafana finds the dashboards where they are mounted', () => {
    const { providers } = parse(textOf(`${provisioning}/dashboards/files.yml`)) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const { volumes = [], environment = {} } = compose.services['grafana'] ?? {};
    const path = providers[0]?.options.path;
    const mount = volumes.find((one) => one.split(':')[1] === path);
    expect(mount).toBeDefined();
    const home = environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    const file = home.replace(`${path}/`, `${mount?.split(':')[0]}/`);
    expect(existsSync(pathOf(file))).toBe(true);
  });
});

/** What the exporter answers after one fact of each kind that moves a metric. */
function labelsByMetric(): ReadonlyMap<string, ReadonlySet<string>> {
  const facts: readonly Fact[] = [
    { kind: 'stage-started', stage: 'enrich' },
    {
      kind: 'batch-committed',
      stage: 'enrich',
      topic: 'db-access',
      partition: 0,
      records: 1,
      outputs: 1,
      position: 1,
      end: 2,
    },
    { kind: 'records-rejected', stage: 'enrich', reason: 'not-avro', records: 1 },
    { kind: 'anomalies-found', partition: 0, detector: 'rows-burst', anomalies: 1 },
    { kind: 'incident-changed', partition: 0, user: 'u', state: 'open' },
    { kind: 'clock-moved', stage: 'enrich', partition: 0, clock: 1 },
    { kind: 'state-measured', partition: 0, users: 1, bytes: 1 },
    { kind: 'rows-archived', table: 'access', rows: 1 },
    { kind: 'outside-failed', what: 'kafka', code: 'kafka-unreachable', message: 'away' },
  ];
  const counters = openCounters();
  for (const fact of facts) counters.count(fact);
  const series = [...counters.text().matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)];
  return new Map(
    series.map(([, name = '', labels = '']) => [
      name,
      new Set([...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)),
    ]),
  );
}
