// `access repartition`: another number of partitions for `access`, and with it of tasks of detect.
// What it does, and in which order, is in stages/repartition.ts; here are the words.

import { accessKinds, type Tally } from '../core/record-tally.ts';
import { OutsideError } from '../errors.ts';
import { isForEverybody, type Repartitioned, repartition } from '../stages/repartition.ts';
import type { Context } from './command.ts';
import { withLog } from './own-log.ts';
import { counted, grouped, openProgress } from './progress.ts';

const usersMax = 1_024;

export async function repartitionAccess(context: Context): Promise<0 | 1> {
  const { settings, outside } = context;
  const users = usersOf(context);
  if (settings.brokers.length === 0 && !outside.machine.hasData(settings.data)) {
    throw new OutsideError('no-data', `There is no data in ${settings.data} yet.`);
  }
  const { stop, clock, terminal } = outside;
  const progress = openProgress(terminal, clock);
  const show = (what: string, done: number, all: number) => {
    progress.show({ share: all === 0 ? 1 : done / all, text: what });
  };
  try {
    const done = await withLog(settings, outside, async (log, opening) => {
      const codec = await outside.openCodec(settings, opening);
      const ports = { log, codec, clock, stop, progress: show };
      return repartition(ports, { ...settings, users });
    });
    progress.end();
    await tell(context, users, done);
    return 0;
  } catch (error) {
    progress.end();
    if (!stop.aborted || error !== stop.reason) throw error;
    context.say(
      'Stopped. Run the same command again: it goes on, and until then nothing else can.',
    );
    return 1;
  }
}

/** Asked for by name: a setting that somebody forgot to change must not write everything anew. */
function usersOf({ flags }: Context): number {
  const text = flags.text('users') ?? '';
  const users = Number(text.replaceAll('_', ''));
  if (text !== '' && Number.isInteger(users) && users >= 1 && users <= usersMax) return users;
  const said = `access repartition takes --users N, from 1 to ${usersMax}.`;
  throw new OutsideError('bad-usage', said);
}

async function tell(context: Context, users: number, done: Repartitioned | undefined) {
  const { flags, print, say, settings } = context;
  if (done === undefined) {
    say(`Topic access has ${counted(users, 'partition')} already.`);
    return;
  }
  const { from, before, after } = done;
  if (flags.has('json')) {
    const sums = { before: before && sumsOf(before), after: after && sumsOf(after) };
    await print(JSON.stringify({ from, users, ...sums }));
  } else {
    if (before !== undefined)
      await printSums(context, `before, ${counted(from, 'partition')}`, before);
    if (after !== undefined)
      await printSums(context, `after, ${counted(users, 'partition')}`, after);
  }
  say(`Topic access has ${counted(users, 'partition')} now, and had ${from}.`);
  if (done.isBeginningLost) say(lostBeginning);
  if (settings.users === users) return;
  say(`From now on it is --users ${users}, or users: ${users} in the settings file.`);
}

const lostBeginning =
  'Its beginning was gone: at its next start detect opens and closes incidents by what is kept.';

/** What is for everybody is counted in all partitions, so that its number says nothing here. */
function sumsOf(tally: Tally) {
  return accessKinds
    .filter((kind) => !isForEverybody(kind) && tally.count(kind) > 0)
    .map((kind) => ({ kind, records: tally.count(kind), digest: tally.digest(kind) }));
}

async function printSums({ print }: Context, what: string, tally: Tally): Promise<void> {
  for (const { kind, records, digest } of sumsOf(tally)) {
    await print(`${what.padEnd(22)} ${grouped(records).padStart(13)} ${kind}, ${digest}`);
  }
}
