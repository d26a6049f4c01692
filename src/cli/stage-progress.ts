// How far the stages are, from the facts they state: one line of figures for a progress bar.

import type { Clock } from '../ports.ts';
import type { Fact, Stage } from '../telemetry.ts';
import { grouped, type Step } from './progress.ts';

type Reach = { position: number; end: number; records: number };

export type StageProgress = {
  note(fact: Fact): void;
  step(): Step;
  /** Records that the first stage has read. */
  recordsRead(): number;
};

const verbs: Readonly<Record<Stage, string>> = {
  enrich: 'enriched',
  inband: 'copied',
  detect: 'judged',
  population: 'compared',
  archive: 'archived',
};

/** With a clock the pace is shown too. */
export function openStageProgress(
  stages: readonly Stage[],
  clock?: Pick<Clock, 'now'>,
): StageProgress {
  let startedAt: number | undefined;
  const reached = new Map<string, Reach>();
  let reachedAt = 0;
  let anomalies = 0;
  const sums = (stage: Stage): Reach => {
    const sum = { position: 0, end: 0, records: 0 };
    for (const [key, reach] of reached) {
      if (!key.startsWith(`${stage}/`)) continue;
      sum.position += reach.position;
      sum.end += reach.end;
      sum.records += reach.records;
    }
    return sum;
  };
  return {
    note(fact) {
      if (fact.kind === 'clock-moved') reachedAt = Math.max(reachedAt, fact.clock);
      if (fact.kind === 'anomalies-found') anomalies += fact.anomalies;
      if (fact.kind !== 'batch-committed') return;
      startedAt ??= clock?.now();
      const key = `${fact.stage}/${fact.topic}/${fact.partition}`;
      const records = (reached.get(key)?.records ?? 0) + fact.records;
      reached.set(key, { position: fact.position, end: fact.end, records });
    },
    step() {
      const all = stages.map((stage) => ({ stage, ...sums(stage) }));
      const share = all.reduce((sum, one) => sum + one.position / Math.max(1, one.end), 0);
      const words = all.map((one) => `${grouped(one.records)} ${verbs[one.stage]}`);
      const seconds = ((clock?.now() ?? 0) - (startedAt ?? 0)) / 1_000;
      if (seconds >= 1) words.push(`${grouped(sums(stages[0] ?? 'enrich').records / seconds)}/s`);
      if (anomalies > 0) words.push(`${grouped(anomalies)} anomalies`);
      if (reachedAt > 0) words.push(`up to ${new Date(reachedAt).toISOString().slice(0, 10)}`);
      return { share: share / Math.max(1, stages.length), text: words.join(' · ') };
    },
    recordsRead: () => sums(stages[0] ?? 'enrich').records,
  };
}
