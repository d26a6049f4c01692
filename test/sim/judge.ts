// What is said of a run when it is over: every raw event became what it had to, ClickHouse holds
// what the log holds, and the findings are those of a quiet run. Used by simulate.ts.

import { archivedTopics } from '../../src/stages/archive-tables.ts';
import { recounted, roundsOf } from '../support/population-world.ts';
import { type Read, readAll } from '../support/read-all.ts';
import { type CheckedWorld, checkArchive, checkDerived } from './checks.ts';
import { detectAgain, findingProblems, runAgain } from './quiet-run.ts';
import type { Scheduler } from './scheduler.ts';
import type { Workload } from './workload.ts';

export type JudgedWorld = CheckedWorld & {
  readonly scheduler: Scheduler;
  /** All that was ever in the topic norms, which is compacted. */
  readonly norms: readonly Read[];
};

export async function judge(world: JudgedWorld, work: Workload): Promise<void> {
  const { log, codec } = world;
  await judgeFates(world, work);
  const topics = new Map<string, number>();
  for (const name of Object.keys(archivedTopics)) {
    topics.set(name, (await log.topic(name))?.partitions ?? 0);
  }
  await checkArchive(world, topics);
  checkDerived(world);
  await judgeFindings(world, work);
  await judgeNorms(world, work);
  // With several sources their interleaving shows in Ticks, and so in what is late.
  if (!work.isOrderly || work.sources > 1) return;
  const again = await runAgain({ codec, clock: world.scheduler }, work);
  await judgeWindows(world, await readAll({ log: again, codec }, 'windows'));
}

/** Of each raw event what must come of it, and that once: see checks.ts for twice. */
async function judgeFates(world: JudgedWorld, { events }: Workload): Promise<void> {
  const fates = new Map<string, string>();
  for (const { name, record } of await readAll(world, 'access')) {
    if (name !== 'EnrichedAccess' || !('source_offset' in record)) continue;
    fates.set(`${record.source_partition}/${record.source_offset}`, 'access');
  }
  for (const { record } of await readAll(world, 'dead-letter')) {
    if (!('topic' in record) || record.topic !== 'db-access') continue;
    if ('offset' in record) fates.set(`${record.partition}/${record.offset}`, 'letter');
  }
  const next = new Map<number, number>();
  for (const { source, fate } of events) {
    const offset = next.get(source) ?? 0;
    next.set(source, offset + 1);
    const found = fates.get(`${source}/${offset}`) ?? 'dropped';
    if (found !== fate) world.violation(`db-access ${source}/${offset} is ${found}, not ${fate}`);
  }
}

async function judgeFindings(world: JudgedWorld, { users }: Workload): Promise<void> {
  const { log, codec, scheduler: clock } = world;
  const again = await detectAgain({ codec, clock }, log, users);
  for (const problem of await findingProblems(log, again)) world.violation(problem);
}

async function judgeWindows(world: JudgedWorld, expected: readonly Read[]): Promise<void> {
  const there = finalOf(await readAll(world, 'windows'));
  const quiet = finalOf(expected);
  for (const [window, value] of quiet) {
    if (there.get(window) !== value) world.violation(`${window} is not as in a quiet run`);
  }
  if (there.size === quiet.size) return;
  world.violation(`${there.size} windows where a quiet run has ${quiet.size}`);
}

/** Each round has the norms that a recount gives, and those that were copied are everywhere. */
async function judgeNorms(
  { log, codec, violation, norms }: JudgedWorld,
  { users }: Workload,
): Promise<void> {
  const world = { log, codec, users };
  const expected = await recounted(world);
  const rounds = roundsOf(norms);
  for (const kind of ['hour', 'day'] as const) {
    const there = rounds.filter(({ round }) => round.kind === kind);
    const differs = expected[kind].findIndex((one, i) => textOf(one) !== textOf(there[i]));
    if (differs >= 0) violation(`the ${kind}s of norms differ from a recount, at ${differs}`);
    if (there.length > expected[kind].length) violation(`there are ${kind}s of norms too many`);
  }
  const all = rounds.flatMap((one) => one.norms.map(textOf));
  const copies = Array.from({ length: users }, (): string[] => []);
  for (const { name, record, partition } of await readAll(world, 'access')) {
    if (name === 'Norms') copies[partition]!.push(textOf(record));
  }
  for (const [partition, copy] of copies.entries()) {
    // What population says in a drain is copied by the next run.
    if (copy.length !== copies[0]!.length) violation('partitions of access have other norms');
    if (copy.every((one, i) => one === all[i])) continue;
    violation(`access/${partition} has norms that are not those of the topic, in its order`);
  }
}

const unsaid = { expected_subjects: 0, expected_unexplained: 0 };
/** Whatever the order of the fields. */
function textOf(one: unknown): string {
  if (one === null || typeof one !== 'object') return JSON.stringify(one) ?? '';
  const fields = Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, value]) => `${name}:${textOf(value)}`).join(',')}}`;
}

/** The newest revision of each window, as text. What was expected of it norms have a say in. */
function finalOf(records: readonly Read[]): ReadonlyMap<string, string> {
  const windows = new Map<string, string>();
  for (const { name, record } of records) {
    if (name !== 'UserWindow' || !('revision' in record)) continue;
    const window = `${record.user}/${record.kind}/${record.start}`;
    windows.set(window, JSON.stringify({ ...record, ...unsaid, revision: 0 }));
  }
  return windows;
}
