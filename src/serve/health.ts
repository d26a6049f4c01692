// How the program is, put together from the facts it states about itself: /health for people,
// /ready for whoever starts it, /metrics for Prometheus. No sockets, no clock.

import type { Fact, Stage } from '../telemetry.ts';
import { type Answer, json, plain } from './answer.ts';

type PartitionHealth = { position: number; end: number; lag: number };
type StageHealth = { state: 'running' | 'stopped'; partitions: Record<string, PartitionHealth> };

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
  /** Event time reached, by partition of the stage that says so. */
  const clocks: Record<string, string> = {};
  const failing = new Map<string, { code: string; message: string }>();
  const isReady = () =>
    failing.size === 0 && options.stages.every((stage) => stages[stage]?.state === 'running');
  const report = () => ({
    status: failing.size > 0 ? 'failing' : isReady() ? 'ok' : 'starting',
    version: options.version,
    stages,
    clocks,
    failing: Object.fromEntries(failing),
  });
  return {
    note(fact) {
      noteStage(stages, fact);
      if (fact.kind === 'clock-moved') {
        clocks[String(fact.partition)] = new Date(fact.clock).toISOString();
      }
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
  switch (fact.kind) {
    case 'stage-started':
      stages[fact.stage] = { state: 'running', partitions: {} };
      return;
    case 'stage-stopped': {
      const stopped = stages[fact.stage];
      if (stopped !== undefined) stopped.state = 'stopped';
      return;
    }
    case 'batch-committed': {
      const { position, end } = fact;
      const partition = { position, end, lag: Math.max(0, end - position) };
      const stage = stages[fact.stage];
      if (stage !== undefined) stage.partitions[String(fact.partition)] = partition;
      return;
    }
    case 'partition-released':
      delete stages[fact.stage]?.partitions[String(fact.partition)];
      return;
    default:
      return;
  }
}
