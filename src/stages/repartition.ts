// Gives `access` another number of partitions, by writing it anew as another topic of that name.
//
//   check    nobody works; whoever reads access has read all of it; the topics beside it grow
//   copy     access ──▶ access-next, dealt out anew; read again, counted; noted: copied
//   write    access is deleted and made anew; access-next ──▶ access; read again; noted: written
//   tell     detect and archive: you have read all of the new one; access-next is deleted
//
// Every record is in one whole topic at any moment: in the old `access` until the copy was read
// again and counted, and in `access-next` until the new `access` was. The notes lie in
// `access-next`, which is there from the first step to the last one: whoever finds it knows that
// `access` is not to be used, and this, run again, how far it had come. A step that was cut off is
// done anew, and what it had made is thrown away. Of several that run at once the last one has the
// turn (repartition-turn.ts), and the others do no harm. What was refused, and why:
// docs/decisions/repartition.md. For the command `access repartition`.

import { type AccessKind, accessKinds, type Tally } from '../core/record-tally.ts';
import { OutsideError } from '../errors.ts';
import type { Clock, TopicSpec, TopicState } from '../ports.ts';
import * as copies from './access-copy.ts';
import {
  findTopics,
  mayHaveMore,
  partitionsNeeded,
  type TopicSettings,
  topicSpecs,
} from './create-topics.ts';
import { fenceAll, requireAllRead, requireNobody } from './repartition-checks.ts';
import {
  endPosition,
  isBeginningLost,
  type Notes,
  readNotes,
  writeNote,
} from './repartition-notes.ts';
import { tellStages } from './repartition-states.ts';
import { copyOf, overtaken, removeTopic, withTurn } from './repartition-turn.ts';
import { nextAccess } from './settled-access.ts';

export type RepartitionPorts = Omit<copies.CopyPorts, 'writer'> & { readonly clock: Clock };

type Ports = copies.CopyPorts & RepartitionPorts;

export type Repartitioned = {
  /** Partitions that it had. */
  readonly from: number;
  readonly users: number;
  /** What was copied; undefined where an earlier run had done so. */
  readonly before: Tally | undefined;
  /** What was read of the new topic; undefined where an earlier run had done so. */
  readonly after: Tally | undefined;
  /** Detect knew records that are gone, and says at its next start what becomes of incidents. */
  readonly isBeginningLost: boolean;
};

/** Undefined where it has as many already. */
export async function repartition(
  ports: RepartitionPorts,
  settings: TopicSettings,
): Promise<Repartitioned | undefined> {
  const { log } = ports;
  await requireNobody(log);
  if ((await log.topic('access')) === undefined && (await log.topic(nextAccess)) === undefined) {
    throw new OutsideError('topic-missing', 'There is no topic access.');
  }
  return withTurn(log, (writer) => inTurn({ ...ports, writer }, settings));
}

async function inTurn(ports: Ports, settings: TopicSettings): Promise<Repartitioned | undefined> {
  const { log } = ports;
  const { users } = settings;
  await fenceAll(log);
  const done: { notes: Notes | undefined; before?: Tally; after?: Tally } = {
    notes: await notesOf(ports, users),
  };
  if (done.notes === undefined) {
    const copied = await copy(ports, settings);
    if (copied === undefined) return undefined;
    Object.assign(done, copied);
  }
  const notes = done.notes as Notes;
  let { written } = notes;
  if (written === undefined) {
    const anew = await write(ports, settings);
    done.after = anew.after;
    written = anew.written;
  }
  // A stage that had joined while nobody was looking, and has slept since, has a writer of before.
  await fenceAll(log);
  await tellStages(ports, { before: notes.copied, after: written });
  await removeTopic(ports, nextAccess);
  const { before, after } = done;
  const isLost = isBeginningLost(notes.copied);
  return { from: notes.copied.length, users, before, after, isBeginningLost: isLost };
}

/** Of a copy that is whole, by which the work goes on; else it begins anew. */
async function notesOf(ports: Ports, users: number): Promise<Notes | undefined> {
  const { log } = ports;
  const next = await log.topic(nextAccess);
  const notes = next && (await readNotes(ports, next));
  if (notes === undefined || next === undefined) return undefined;
  if (!(await isOfWhatIsThere(ports, notes))) return undefined;
  if (next.partitions - 1 === users) return notes;
  const message = `access is being given ${next.partitions - 1} partitions, not ${users}.`;
  throw new OutsideError('repartition-unfinished', message);
}

/** Whether nobody has written into the old `access`, where it is there yet, since it was copied. */
async function isOfWhatIsThere({ log }: Ports, { copied }: Notes): Promise<boolean> {
  const access = await log.topic('access');
  if (access === undefined || access.id !== copied[0]?.log_id) return true;
  for (const { partition, next_offset } of copied) {
    if ((await log.range('access', partition)).end !== next_offset) return false;
  }
  return true;
}

async function copy(
  ports: Ports,
  settings: TopicSettings,
): Promise<{ readonly notes: Notes; readonly before: Tally } | undefined> {
  const { log } = ports;
  const { users } = settings;
  const access = await log.topic('access');
  if (access === undefined) throw overtaken();
  // What an earlier run had copied is not all, or not all any more.
  await removeTopic(ports, nextAccess);
  if (access.partitions === users) return undefined;
  await requireAllRead(ports, access);
  await growOthers(ports, settings);
  const spec: TopicSpec = { name: nextAccess, partitions: users + 1, cleanup: 'delete' };
  const next = await makeAnew(ports, spec);
  // Whoever has begun before it was there is in his group by now; whoever comes now finds it.
  await requireNobody(log);
  const { ranges } = await copies.sizesOf(ports, 'access', access.partitions);
  const dealt = await copies.dealOut(ports, { to: nextAccess, users, ranges });
  const what = 'Checking the copy';
  const counted = await copies.countAll(ports, { topic: nextAccess, users, what });
  requireSame(dealt, counted, users);
  const copied = ranges.map(({ partition, start, end }) => ({
    ...endPosition(access, partition, { offset: null, digest: null, next: end }),
    reread_from: start === 0 ? null : start,
  }));
  const notes = { copied, written: undefined };
  await requireNobody(log);
  if (!(await isOfWhatIsThere(ports, notes))) {
    throw new OutsideError('stages-running', 'Somebody has written into access meanwhile.');
  }
  await writeNote(ports, next, { step: 'copied', positions: copied });
  return { notes, before: dealt.tally };
}

/** Topics that have a partition for each of `access`. They only ever grow. */
async function growOthers({ log }: Ports, settings: TopicSettings): Promise<void> {
  const found = await findTopics(log, settings);
  for (const [name, needed] of partitionsNeeded(found)) {
    const { spec, state } = found.find((one) => one.spec.name === name)!;
    if (!mayHaveMore(spec) || state === undefined || state.partitions >= needed) continue;
    await log.growTopic(name, needed);
  }
}

async function write(
  ports: Ports,
  settings: TopicSettings,
): Promise<{ readonly written: Notes['copied']; readonly after: Tally }> {
  const { log } = ports;
  const { users } = settings;
  await removeTopic(ports, 'access');
  const spec = topicSpecs(settings).find(({ name }) => name === 'access')!;
  const access = await makeAnew(ports, spec);
  const chains = await copies.copyAsIs(ports, { from: nextAccess, to: 'access', users });
  const what = 'Checking access';
  const counted = await copies.countAll(ports, { topic: 'access', users, what });
  for (const [partition, chain] of chains.entries()) {
    const { count, digest } = counted.chains[partition]!;
    if (count === chain.count && digest === chain.digest) continue;
    throw copies.differs(`access/${partition} has ${count} records, of ${chain.count}`);
  }
  const written = counted.last.map((last, partition) => endPosition(access, partition, last));
  await writeNote(ports, await copyOf(log), { step: 'written', positions: written });
  return { written, after: counted.tally };
}

/** What is somebody's is there once, and of what is for everybody each partition has the last. */
function requireSame(
  dealt: Pick<copies.Counted, 'tally' | 'lastTicks'>,
  counted: copies.Counted,
  users: number,
): void {
  for (const kind of accessKinds) {
    if (isForEverybody(kind)) {
      if (counted.tally.count(kind) % users === 0) continue;
      throw copies.differs(`partitions have different numbers of ${kind}`);
    }
    const [before, after] = [dealt.tally.count(kind), counted.tally.count(kind)];
    if (before !== after) throw copies.differs(`${after} ${kind} instead of ${before}`);
    if (dealt.tally.digest(kind) === counted.tally.digest(kind)) continue;
    throw copies.differs(`its ${before} ${kind} are not the same`);
  }
  const [before, after] = [copies.textOf(dealt.lastTicks), copies.textOf(counted.lastTicks)];
  if (before !== after) throw copies.differs(`it ends with the Ticks ${after}, not ${before}`);
}

export function isForEverybody(kind: AccessKind): boolean {
  return kind === 'Tick' || kind === 'Norms';
}

const appearMsMax = 30_000;
const appearPauseMs = 200;

/** A Kafka may go on for a moment to know a topic that was deleted. */
async function makeAnew({ log, clock }: Ports, spec: TopicSpec): Promise<TopicState> {
  for (const until = clock.now() + appearMsMax; ; ) {
    try {
      return await log.createTopic(spec);
    } catch (error) {
      const isThere = error instanceof OutsideError && error.code === 'topic-exists';
      if (!isThere || clock.now() > until) throw error;
      if ((await log.topic(spec.name)) !== undefined) throw overtaken(error);
      await clock.sleep(appearPauseMs);
    }
  }
}
