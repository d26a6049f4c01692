// `simulate`: a support desk with known truth, as files or straight into the log.

import { OutsideError } from '../errors.ts';
import type { World } from '../lab/simulate.ts';
import type { Log } from '../ports.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { kinds } from '../stages/ingest-kinds.ts';
import type { Command, Context } from './command.ts';
import { feedWorld } from './feed-world.ts';
import { withReadyLog } from './own-log.ts';
import { grouped, openProgress, type Progress } from './progress.ts';
import { intoFiles } from './simulate-files.ts';
import { openWorld, sizeRemark, worldFlags } from './world-flags.ts';

export const simulate: Command = {
  name: 'simulate',
  summary: 'Make up a support desk with known truth: agents, customers, tickets, one thief.',
  usage:
    'simulate --to DIR|log|kafka [--agents N] [--days N] [--thief DAY,PACE,MODE[,DAYS]|none] …',
  examples: [
    'simulate --to ./world --agents 50 --customers 5000 --days 14 --seed 7',
    'simulate --to log --thief none',
    'simulate --to ./world --world lively --attack laundered,3 --days 90',
    'simulate --to kafka --brokers kafka-1:9092 --registry http://registry:8081 --events 1_000_000',
  ],
  flags: [
    ...worldFlags,
    {
      name: 'to',
      value: 'DIR|log|kafka',
      doc: 'A folder for JSONL files; the log that is set; or that, but only if it is Kafka.',
    },
    { name: 'json', doc: 'The closing figures as JSON.' },
  ],
  settings: ['data', 'brokers', 'registry', 'sources'],
  async run(context) {
    const { flags, words, outside, settings, say } = context;
    const target = flags.text('to');
    if (words.length > 0) throw new OutsideError('bad-usage', `What is '${words[0]}' for?`);
    if (target === undefined)
      throw new OutsideError('bad-usage', 'simulate needs --to DIR or log or kafka.');
    if (target === 'kafka' && settings.brokers.length === 0)
      throw new OutsideError('bad-usage', 'For --to kafka name the --brokers and the --registry.');
    const world = openWorld(flags);
    const remark = sizeRemark(world);
    if (remark !== undefined) say(remark);
    const progress = openProgress(outside.terminal, outside.clock);
    try {
      if (isLog(target)) await intoLog(context, world, progress);
      else await intoFiles(outside, world, { folder: target, progress });
    } finally {
      progress.end();
    }
    if (outside.stop.aborted) return 1;
    await tell(context, world, target);
    return 0;
  },
};

function isLog(target: string): boolean {
  return target === 'log' || target === 'kafka';
}

async function intoLog(context: Context, world: World, progress: Progress): Promise<void> {
  const { outside, settings } = context;
  await withReadyLog(settings, outside, async (log, codec) => {
    const remark = await presentRemark(log);
    if (remark !== undefined) context.say(remark);
    await feedWorld({ log, codec }, world, { progress, stop: outside.stop });
  });
}

/** Said before a world is added to what is there: whoever repeats a run rarely wants that. */
async function presentRemark(log: Log): Promise<string | undefined> {
  const { topic } = kinds.AccessEvent;
  const { partitions } = await existingTopic(log, topic);
  let count = 0;
  for (let partition = 0; partition < partitions; partition += 1) {
    const { start, end } = await log.range(topic, partition);
    count += end - start;
  }
  if (count === 0) return undefined;
  // Kafka counts the ends of transactions too.
  const about = log.kind === 'kafka' ? 'about ' : '';
  const holds = `${topic} already holds ${about}${grouped(count)} records`;
  return `${holds}: this world is added to them. For one alone start with an empty log.`;
}

async function tell(context: Context, world: World, target: string): Promise<void> {
  const { flags, print, settings } = context;
  const { events, people, customers, thief, attack, victims } = world.truth();
  if (flags.has('json')) {
    await print(JSON.stringify({ to: target, events, people, customers, thief, attack, victims }));
    return;
  }
  const where = isLog(target) ? nameOfLog(settings) : target;
  await print(`${grouped(events)} accesses of ${grouped(people)} people are in ${where}.`);
  if (attack !== null) {
    const { what, taken, people: involved } = attack;
    const who = involved.length > 3 ? `${grouped(involved.length)} people` : involved.join(', ');
    await print(`${attack.attack}, ${what}: ${who} took ${grouped(taken.length)} customers.`);
  }
  if (thief === null && attack === null) await print('Nobody among them is a thief.');
  if (victims !== null) {
    const taken = grouped(victims.list.filter(({ isTaken }) => isTaken).length);
    const count = grouped(victims.list.length);
    await print(`${count} customers complain of fraud; ${taken} of them were taken.`);
  }
  if (thief !== null)
    await print(`The thief is ${thief.person}, who took ${grouped(thief.taken.length)} customers.`);
}

function nameOfLog({ brokers }: Context['settings']): string {
  return brokers.length === 0 ? 'the log' : `Kafka at ${brokers.join(', ')}`;
}
