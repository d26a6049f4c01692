// How the program is, put together from the facts it states about itself: /health for people,
// /ready for whoever starts it, /metrics for Prometheus. No sockets, no clock.

import { type Fact, type Reach, reachAfter, type Stage } from '../telemetry.ts';
import { type Answer, json, plain } from './answer.ts';

type StageHealth = {
  state: 'running' | 'stopped';
  /** By topic and partition: archive reads many topics. */
  readonly partitions: Record<string, Reach>;
  /** Event time reached, by partition of this stage: of sources in enrich, of users in detect. */
  readonly clocks: Record<string, string>;
};

export type Health = {
  note(fact: Fact): void;
  /** Answers /, /health, /ready and /metrics. */
  answer(path: string): Promise<Answer>;
};

export type HealthOptions = {
  readonly version: string;
  /** Stages that this process is to run; ready when all of them do. */
  readonly stages: readonly Stage[];
  metrics(): string;
};

export function openHealth(options: HealthOptions): Health {
  const stages: Partial<Record<Stage, StageHealth>> = {};
  const failing = new Map<string, { code: string; message: string }>();
  const isReady = () =>
    failing.size === 0 && options.stages.every((stage) => stages[stage]?.state === 'running');
  const report = () => ({
    status: failing.size > 0 ? 'failing' : isReady() ? 'ok' : 'starting',
    version: options.version,
    stages,
    failing: Object.fromEntries(failing),
  });
  return {
    note(fact) {
      noteStage(stages, fact);
      if (fact.kind === 'outside-failed') {
        failing.set(fact.what, { code: fact.code, message: fact.message });
      }
      if (fact.kind === 'outside-recovered') failing.delete(fact.what);
    },
    async answer(path) {
      switch (path) {
        case '/':
          return plain('molecatcher\n/health\n/ready\n/metrics\n');
        case '/health':
          return json(report(), failing.size > 0 ? 503 : 200);
        case '/ready':
          return isReady() ? plain('ready\n') : plain('not ready: see /health\n', 503);
        case '/metrics':
          return {
            status: 200,
            contentType: 'text/plain; version=0.0.4; charset=utf-8',
            body: options.metrics(),
          };
        default:
          return plain('There is nothing here. Try /health.\n', 404);
      }
    },
  };
}

function noteStage(stages: Partial<Record<Stage, StageHealth>>, fact: Fact): void {
  if (fact.kind === 'stage-started') {
    stages[fact.stage] = { state: 'running', partitions: {}, clocks: {} };
  }
  const stage = 'stage' in fact ? stages[fact.stage] : undefined;
  if (stage === undefined) return;
  switch (fact.kind) {
    case 'stage-stopped':
      stage.state = 'stopped';
      return;
    case 'end-seen':
    case 'batch-committed': {
      const place = `${fact.topic}/${fact.partition}`;
      stage.partitions[place] = reachAfter(fact, stage.partitions[place]);
      return;
    }
    case 'clock-moved':
      stage.clocks[String(fact.partition)] = new Date(fact.clock).toISOString();
      return;
    case 'partition-released':
      forget(stage, fact.partition);
      return;
    default:
      return;
  }
}

/** Whoever has it now says how far it is. */
function forget({ partitions, clocks }: StageHealth, partition: number): void {
  delete clocks[String(partition)];
  for (const place of Object.keys(partitions)) {
    if (place.endsWith(`/${partition}`)) delete partitions[place];
  }
}
