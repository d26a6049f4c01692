// `access export`: the log of truth into a file, for a machine that has neither the log nor the
// archive. `access check`: whether the archive holds every coordinate once. `access repartition` is
// in repartition.ts.

import { OutsideError } from '../errors.ts';
import { filedValue } from '../investigate/file-source.ts';
import type { Entry, ReplayRange } from '../investigate/replay-source.ts';
import type { Warehouse } from '../ports.ts';
import { checkArchive, isRight, mendArchive, notRight } from '../stages/archive-check.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import type { RecordFile } from './outside.ts';
import { grouped, openProgress } from './progress.ts';
import { repartitionAccess } from './repartition.ts';
import { wantedOf, withReplayHouse } from './replay-house.ts';
import { sourceFlags } from './source-words.ts';

const verbs = ['export', 'check', 'repartition'];

export const access: Command = {
  name: 'access',
  summary: 'Export the enriched accesses, check that the archive has each once, repartition them.',
  usage: 'access export FILE | access check [--repair] | access repartition --users N',
  examples: [
    'access export case-17.avro',
    'access export case-17.jsonl --source clickhouse',
    'access check',
    'access check --repair',
    'access repartition --users 8',
  ],
  flags: [
    ...sourceFlags,
    { name: 'repair', doc: 'check: put right what is wrong; nobody may archive meanwhile.' },
    { name: 'users', value: 'N', doc: 'repartition: as many partitions, from then on.' },
    jsonFlag,
  ],
  settings: ['data', 'brokers', 'registry', 'clickhouse'],
  async run(context) {
    const [verb, path, ...more] = context.words;
    const isExport = verb === 'export' && path !== undefined && more.length === 0;
    const isCheck = verb === 'check' && path === undefined;
    const isRepartition = verb === 'repartition' && path === undefined;
    if (!isExport && !isCheck && !isRepartition) {
      const said =
        verb === 'export' ? 'access export takes a FILE.' : `access ${verbs.join(', ')}?`;
      throw new OutsideError('bad-usage', said);
    }
    if (isExport) return exportTo(context, path);
    if (isRepartition) return repartitionAccess(context);
    const owner = context.outside.ownerOf(context.settings.data);
    if (context.flags.has('repair') && owner !== undefined) {
      const who = `\`molecatcher ${owner.command}\` has ${context.settings.data} open`;
      throw new OutsideError('bad-usage', `${who}: stop it first, and whoever else archives.`);
    }
    return withReplayHouse(context, ({ warehouse }) => check(context, warehouse));
  },
};

async function exportTo(context: Context, path: string): Promise<0 | 1> {
  const { outside, flags } = context;
  const wanted = wantedOf(flags, true);
  return withReplayHouse(context, async (house) => {
    const codec = await house.openCodec();
    const { source } = await house.openSource(wanted, codec);
    const file = outside.openRecords(path);
    const progress = openProgress(outside.terminal, outside.clock);
    const counts = { written: 0, unreadable: 0 };
    try {
      for (const range of source.ranges) {
        if (outside.stop.aborted) break;
        for await (const entries of source.read(range, [])) {
          await writeAll(file, { entries, counts, log: source.logId, range });
          progress.show({ text: `${grouped(counts.written)} records` });
          if (outside.stop.aborted) break;
        }
      }
    } finally {
      progress.end();
      await file.close();
    }
    const { written, unreadable } = counts;
    const left = unreadable === 0 ? '' : `; left out ${grouped(unreadable)} that nobody can read`;
    const cut = outside.stop.aborted ? ' It was stopped: the file is not whole.' : '';
    await context.print(`Wrote ${grouped(written)} records into ${path}${left}.${cut}`);
    return outside.stop.aborted ? 1 : 0;
  });
}

type Piece = {
  readonly entries: readonly Entry[];
  readonly counts: { written: number; unreadable: number };
  readonly log: string;
  readonly range: ReplayRange;
};

async function writeAll(file: RecordFile, { entries, counts, log, range }: Piece): Promise<void> {
  for (const { offset, read } of entries) {
    const value = read && filedValue(read);
    if (read === undefined) counts.unreadable += 1;
    if (value === undefined) continue;
    await file.write({ log, partition: range.partition, offset, value });
    counts.written += 1;
  }
}

async function check({ flags, print, say }: Context, warehouse: Warehouse): Promise<0 | 1> {
  const found = await checkArchive(warehouse);
  if (flags.has('json')) {
    for (const one of found) await print(JSON.stringify({ ...one, isRight: isRight(one) }));
  }
  const wrong = notRight(found);
  for (const { table, log, partition, rows, distinct, wanted } of wrong) {
    const counts = `${grouped(rows)} rows, ${grouped(distinct)} different; from access`;
    say(`WRONG  ${table}, log ${log}, partition ${partition}: ${counts} ${grouped(wanted)}`);
  }
  if (wrong.length === 0) {
    say(`Each record is there once, in ${found.length} partitions of tables.`);
    return 0;
  }
  if (!flags.has('repair')) {
    say('To put it right: stop whoever archives, and then `access check --repair`.');
    return 1;
  }
  await mendArchive(warehouse, wrong);
  const left = notRight(await checkArchive(warehouse));
  say(
    left.length === 0 ? 'Put right.' : `Still wrong: ${left.map(({ table }) => table).join(', ')}`,
  );
  return left.length === 0 ? 0 : 1;
}
