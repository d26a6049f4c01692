// `state inspect`: what detect has saved, of all or of one person, as numbers and as a picture.
// `state rebuild`: has it made anew from access.

import type { DescribedWindow } from '../core/describe-row.ts';
import { type WindowKind, windowMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { timeText } from '../investigate/diff-words.ts';
import {
  forgetMarks,
  type InspectedPartition,
  type InspectedUser,
  inspectPartitions,
  inspectUser,
} from '../stages/inspect-state.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { detectSettings } from './detect-settings.ts';
import { withLog } from './own-log.ts';
import { grouped } from './progress.ts';

const verbs = ['inspect', 'rebuild'];

export const state: Command = {
  name: 'state',
  summary: 'Show what detect has saved of everybody, or of one person; have it made anew.',
  usage: 'state inspect [--user NAME] | state rebuild',
  examples: ['state inspect', 'state inspect --user kim.lee', 'state rebuild'],
  flags: [{ name: 'user', value: 'NAME', doc: 'inspect: this person.' }, jsonFlag],
  settings: ['data', 'brokers', 'registry'],
  async run(context) {
    const [verb, ...more] = context.words;
    if (verb === undefined || !verbs.includes(verb) || more.length > 0) {
      throw new OutsideError('bad-usage', `state ${verbs.join(' or ')}?`);
    }
    const { settings, outside, flags } = context;
    const user = flags.text('user');
    if (verb === 'rebuild' && user !== undefined) {
      throw new OutsideError('bad-usage', 'state rebuild is for everybody: it takes no --user.');
    }
    if (settings.brokers.length === 0 && !outside.machine.hasData(settings.data)) {
      throw new OutsideError('no-data', `There is no data in ${settings.data} yet.`);
    }
    const chosen = detectSettings(settings);
    await withLog(settings, outside, async (log, opening) => {
      const ports = { log, codec: await outside.openCodec(settings, opening) };
      if (verb === 'inspect' && user !== undefined) {
        return tellUser(context, await inspectUser(ports, chosen, user));
      }
      const partitions = await inspectPartitions(ports, chosen);
      await tellPartitions(context, partitions);
      if (verb === 'inspect') return;
      await forgetMarks(ports, partitions);
      context.say('Marks are gone: whoever has a partition goes through all of its access again.');
    });
    return 0;
  },
};

async function tellPartitions(
  { flags, print }: Context,
  partitions: readonly InspectedPartition[],
): Promise<void> {
  for (const one of partitions) {
    if (flags.has('json')) {
      await print(JSON.stringify(one));
      continue;
    }
    const { partition, position, mark, rows, bytes, isFit } = one;
    const reach = position === undefined ? 'not begun' : `read up to ${grouped(position)}`;
    const saved = mark === undefined ? 'no mark' : `mark at ${grouped(mark)}`;
    const sizes = `${grouped(rows)} people, ${grouped(bytes)} bytes`;
    const other = isFit ? '' : ', under other settings';
    await print(`access/${partition}: ${reach}, ${saved}, ${sizes}${other}`);
  }
}

async function tellUser({ flags, print }: Context, found: InspectedUser): Promise<void> {
  if (flags.has('json')) return print(JSON.stringify(found));
  const { user, team, partition, validAt, rowBytes, blockBytes, windows, numbers } = found;
  const place = `as of offset ${grouped(validAt)} of access/${partition}`;
  await print(`${user}, team ${team ?? 'unknown'}, ${place}`);
  await print(`${grouped(rowBytes)} bytes of row, ${grouped(blockBytes)} of what it points to\n`);
  for (const kind of ['hour', 'day'] as const) {
    for (const line of drawing(kind, windows)) await print(line);
  }
  for (const [part, fields] of Object.entries(numbers)) {
    for (const [name, value] of Object.entries(fields)) {
      const text = typeof value === 'number' ? `${value}` : value.join(' ');
      await print(`${part}.${name}: ${text}`);
    }
  }
}

const steps = '▁▂▃▄▅▆▇█';

/** A line for each figure, a column for each window, from the first to the last. */
function drawing(kind: WindowKind, all: readonly DescribedWindow[]): readonly string[] {
  const windows = all.filter((one) => one.kind === kind);
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [`No ${kind}s.`, ''];
  const width = windowMs(kind);
  const byStart = new Map(windows.map((one) => [one.start, one]));
  const starts: number[] = [];
  for (let start = first.start; start <= last.start; start += width) starts.push(start);
  const figures = ['events', 'rows', 'subjects', 'unexplained'] as const;
  const lines = figures.map((figure) => {
    const values = starts.map((start) => byStart.get(start)?.[figure] ?? 0);
    const highest = Math.max(...values);
    const bars = values.map((value) => (value === 0 ? '·' : bar(value / highest))).join('');
    const newest = `newest ${grouped(values.at(-1) ?? 0)}, highest ${grouped(highest)}`;
    return `  ${figure.padEnd(11)} ${bars}  ${newest}`;
  });
  return [`${kind}s from ${timeText(first.start)} to ${timeText(last.start)}`, ...lines, ''];
}

function bar(share: number): string {
  return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))] ?? '█';
}
