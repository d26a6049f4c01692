// Bytes that one user costs: resident memory of the pipeline with 200,000 users less that of the
// process before, divided by them. The process has seen a twentieth of the traffic by then and has
// been made to give memory back, so that what the engine keeps for garbage is not counted as
// users'. Then what rows and blocks come to for people of whom more is known. Run with --expose-gc;
// test/bench/program.ts does.

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
const newcomers = [17, 17, 16];
const veterans = Array.from({ length: 45 }, () => 30);

live(count / 20, newcomers);
const before = resident();
const pipeline = live(count, newcomers);
const bytes = Math.round((resident() - before) / count).toLocaleString('en');
if (pipeline.user.count !== count) throw new Error('not every user has a row');
console.log(`${bytes} bytes a user: ${count.toLocaleString('en')} users, 50 events each on 3 days`);
for (const [perDay, what] of [
  [newcomers, 'the same, with no reason for one customer in 25'],
  [veterans, '30 customers a day on 45 days in a row, with no reason for one in 25'],
] as const) {
  const { user } = live(5_000, perDay, 25);
  const known = Math.round(user.sizeBytes / user.count).toLocaleString('en');
  console.log(`${known} bytes in rows and blocks: ${what}`);
}

/** One customer an event, of whom each so many comes without a reason. */
function live(users: number, perDay: readonly number[], without = 0): Pipeline {
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
  const template = read(0, 9)[0]!;
  for (let day = 0; day < perDay.length; day += 1) {
    for (let event = 0; event < perDay[day]!; event += 1) {
      const at =
        template.at + day * dayMs + Math.floor((event / perDay[day]!) * workHours) * hourMs;
      for (let user = 0; user < users; user += 1) {
        pipeline.access(accessOf(template, { at: at + event, user, event, day, without }));
      }
      if (event % 6 === 5) close(pipeline, at);
    }
    close(pipeline, template.at + day * dayMs + 12 * hourMs);
  }
  return pipeline;
}

type Place = { at: number; user: number; event: number; day: number; without: number };

function accessOf(template: Access, { at, user, event, day, without }: Place): Access {
  const isWithout = without > 0 && (user + day * 30 + event) % without === 0;
  const reasons = isWithout ? ['none'] : template.reasons;
  const subjects = [`customer-${(user * 50 + day) * 50 + event}`];
  return { ...template, at, user: `agent-${String(user).padStart(8, '0')}`, subjects, reasons };
}

function close(pipeline: Pipeline, clock: number): void {
  const tick = { source_partition: 0, clock, sources: 1, state: 'live' };
  for (const _ of pipeline.tick(tick));
  // As the stage does whenever it saves: else each row is remembered as changed.
  pipeline.user.takeChanged();
}

function resident(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  const all = { type: 'major', execution: 'sync', flavor: 'last-resort' } as const;
  for (let i = 0; i < 3; i += 1) globalThis.gc(all);
  return process.memoryUsage.rss();
}
