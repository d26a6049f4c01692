// Bytes that one user costs: resident memory of the pipeline with 200,000 users less that with
// none, divided by them. Run with --expose-gc; test/bench/program.ts does.

import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access } from '../../src/core/detector.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { Pipeline } from '../../src/core/pipeline.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';
import { detectors } from '../../src/generated/detectors.ts';

const count = 200_000;
const workHours = 8;

/** Events of each day: 50 in all. */
const perDay = [17, 17, 16];

const bytes = Math.round(measure()).toLocaleString('en');
console.log(`${bytes} bytes a user: ${count.toLocaleString('en')} users, 50 events each on 3 days`);

function measure(): number {
  const none = () => undefined;
  const pipeline = new Pipeline(
    {
      partition: 0,
      detectors: detectors.map((detector) => ({ detector, params: defaultsOf(detector.params) })),
      graceMs: hourMs,
      budgets: shippedBudgets,
    },
    { anomaly: none, incident: none, window: none, closed: none, score: none },
  );
  const before = resident();
  const template = read(0, 9)[0]!;
  for (let day = 0; day < perDay.length; day += 1) {
    for (let event = 0; event < perDay[day]!; event += 1) {
      const at =
        template.at + day * dayMs + Math.floor((event / perDay[day]!) * workHours) * hourMs;
      for (let user = 0; user < count; user += 1) {
        pipeline.access(accessOf(template, { at: at + event, user, event, day }));
      }
      if (event % 6 === 5) close(pipeline, at);
    }
    close(pipeline, template.at + day * dayMs + 12 * hourMs);
  }
  const bytes = (resident() - before) / count;
  if (pipeline.user.count !== count) throw new Error('not every user has a row');
  return bytes;
}

type Place = { at: number; user: number; event: number; day: number };

function accessOf(template: Access, { at, user, event, day }: Place): Access {
  const subjects = [`customer-${user * 150 + day * 50 + event}`];
  return { ...template, at, user: `agent-${String(user).padStart(8, '0')}`, subjects };
}

function close(pipeline: Pipeline, clock: number): void {
  const tick = { source_partition: 0, clock, sources: 1, state: 'live' };
  for (const _ of pipeline.tick(tick));
}

function resident(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  for (let i = 0; i < 3; i += 1) globalThis.gc();
  return process.memoryUsage.rss();
}
