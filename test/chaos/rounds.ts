// A whole run of chaos: a world, rounds of faults while it comes in, and the verdicts. For the
// command (program.ts) and for the short version in every test run.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../../src/lab/random.ts';
import { runLocally } from '../support/kafka-house.ts';
import { runProgram } from '../support/program.ts';
import { Feed, readWorld, writeReference } from './feed.ts';
import { judge, type Verdict } from './judge.ts';
import { kinds } from './kinds.ts';
import { Place, split } from './place.ts';
import type { Fall } from './workers.ts';

export type ChaosPlan = {
  readonly rounds: number;
  /** Names of kinds, which take turns. */
  readonly chosen: readonly string[];
  /** Events a second. */
  readonly rate: number;
  readonly seed: string;
  /** Days of 300 agents, 9,000 events each; what is not sent during the rounds is sent after. */
  readonly days: number;
  readonly say: (line: string) => void;
};

export type Round = {
  readonly kind: string;
  /** From the end of the fault until all that was sent by then is in ClickHouse. */
  readonly recoveryMs: number;
  /** What shows that it hit in the middle of work; undefined where it did not. */
  readonly evidence: string | undefined;
};

export type ChaosReport = {
  readonly rounds: readonly Round[];
  readonly verdicts: readonly Verdict[];
  readonly falls: readonly Fall[];
  readonly sent: number;
  readonly anomalies: number;
};

const recoveryMsMax = 240_000;
/** Between two faults; events wait about two seconds for the others of their insert. */
const steadyMs = 4_000;

export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const place = await Place.open();
  try {
    return await runAt(place, plan);
  } finally {
    await place.close();
  }
}

async function runAt(place: Place, plan: ChaosPlan): Promise<ChaosReport> {
  const data = join(place.folder, 'local');
  const sources = ['--sources', `${split.sources}`];
  const world = ['--agents', '300', '--days', `${plan.days}`, '--thief', '8,40,no-ticket'];
  const into = ['--to', 'log', '--data', data, ...sources];
  await runProgram('simulate', ...world, '--seed', '5', ...into);
  const loaded = await readWorld(data, place.codec);
  const local = await runLocally(data, sources);
  const { windows, anomalies } = local;
  plan.say(`${loaded.events.length} events; in quiet ${windows} windows, ${anomalies} anomalies`);
  await writeReference(place.log, loaded);
  await place.start();
  const feed = new Feed(place.log, loaded, plan.rate);
  feed.start();
  await place.allAtWork();
  const rounds = await strikeAll(place, feed, plan);
  await feed.end({ all: true });
  await recovered(place, feed.sent);
  await place.stopWorkers();
  await place.drain();
  // The one with ClickHouse, to be asked.
  place.host.start();
  await recovered(place, feed.sent);
  const verdicts = await judge(place, feed.sent, local);
  return { rounds, verdicts, falls: place.falls, sent: feed.sent, anomalies };
}

async function strikeAll(place: Place, feed: Feed, plan: ChaosPlan): Promise<Round[]> {
  const random = new Random(plan.seed);
  const done: Round[] = [];
  while (done.length < plan.rounds && !feed.isExhausted) {
    const kind = plan.chosen[done.length % plan.chosen.length]!;
    const round = await strike(place, feed, { kind, random });
    done.push(round);
    const seconds = (round.recoveryMs / 1_000).toFixed(1);
    const what = round.evidence ?? 'MISSED';
    plan.say(`${done.length} ${kind}: ${what}; recovered in ${seconds} s`);
  }
  if (feed.isExhausted) plan.say('All events are sent: the rounds ended early.');
  return done;
}

async function strike(
  place: Place,
  feed: Feed,
  { kind, random }: { readonly kind: string; readonly random: Random },
): Promise<Round> {
  await sleep(steadyMs);
  const [sentBefore, archivedBefore = 0] = [feed.sent, await place.archived()];
  const inHand = sentBefore - archivedBefore;
  const evidence = await kinds[kind]!(place, random);
  const restoredAt = performance.now();
  await recovered(place, feed.sent);
  const recoveryMs = performance.now() - restoredAt;
  // Nothing in hand, or nothing sent meanwhile: then it was not in the middle of work.
  const isHit = evidence !== undefined && inHand > 0 && feed.sent > sentBefore;
  return {
    kind,
    recoveryMs,
    evidence: isHit ? `${evidence}; ${inHand} events in hand` : undefined,
  };
}

async function recovered(place: Place, sent: number): Promise<void> {
  const until = performance.now() + recoveryMsMax;
  for (;;) {
    const archived = (await place.archived()) ?? 0;
    if (archived >= sent) return;
    if (performance.now() > until) throw new Error(`only ${archived} of ${sent} events arrive`);
    await sleep(100);
  }
}
