// `ingest`: files → the log. What the rows of foreign files mean is said by a mapping file
// (docs/ingest.md); our own JSONL needs none.

import { basename, join } from 'node:path';
import type { Mapping } from '../core/mapping-file.ts';
import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import type { Codec, InputFile, Log } from '../ports.ts';
import { type IngestReport, runIngest } from '../stages/ingest.ts';
import { type Kind, kindOf, kindWords } from '../stages/ingest-kinds.ts';
import type { Command, Context } from './command.ts';
import { formatFrom, inputFlags, mappingFrom } from './input-flags.ts';
import { withReadyLog } from './own-log.ts';
import { counted, grouped, openProgress } from './progress.ts';

export const ingest: Command = {
  name: 'ingest',
  summary: 'Put files of accesses, people, tickets, subjects or assets into the log.',
  usage: `ingest ${kindWords.join('|')} FILE… [--map mapping.yaml]`,
  examples: [
    'ingest people people.jsonl',
    'ingest access audit.csv.gz --map mapping.yaml',
    'ingest access - < audit.jsonl',
  ],
  flags: [
    ...inputFlags,
    { name: 'again', doc: 'Ingest a file once more that is known already.' },
    { name: 'json', doc: 'The figures of each file as JSON, one a line.' },
  ],
  settings: ['data', 'brokers', 'registry', 'sources', 'users'],
  async run(context) {
    const { words, flags, settings, outside } = context;
    const [word, ...paths] = words;
    const kind = kindFrom(word);
    if (paths.length === 0) throw new OutsideError('bad-usage', 'ingest needs at least one file.');
    const mapping = mappingFrom(flags.text('map'), kind);
    return withReadyLog(settings, outside, async (log, codec) => {
      let code: 0 | 1 = 0;
      for (const path of paths) {
        const report = await ingestFile(context, { kind, mapping, log, codec, path });
        if (report.accepted === 0 && report.rejected > 0) {
          context.say(`No row of ${path} could be taken: wrong kind of file, or wrong mapping?`);
          code = 1;
        }
        if (outside.stop.aborted) return 1;
      }
      return code;
    });
  },
};

function kindFrom(word: string | undefined): Kind {
  const kind = word === undefined ? undefined : kindOf(word);
  if (kind !== undefined) return kind;
  const meant = word === undefined ? '' : suggestion(word, kindWords);
  throw new OutsideError('bad-usage', `Say what it is: ${kindWords.join(', ')}.${meant}`);
}

type Work = {
  readonly kind: Kind;
  readonly mapping: Mapping | undefined;
  readonly log: Log;
  readonly codec: Codec;
  readonly path: string;
};

async function ingestFile(context: Context, work: Work): Promise<IngestReport> {
  const { kind, mapping, log, codec, path } = work;
  const { outside, flags, settings } = context;
  const format = formatFrom(flags.text('format')) ?? mapping?.format;
  const { delimiter, columns } = mapping ?? {};
  const file = await outside.openInput(path, { format, delimiter, columns });
  const progress = openProgress(outside.terminal, outside.clock);
  const startedAt = outside.clock.now();
  try {
    const report = await runIngest(
      { log, codec },
      {
        kind,
        file,
        mapping,
        isAgain: flags.has('again'),
        openRejected: async (id, keptBytes) =>
          outside.openLines(rejectedPath(settings.data, file, id), keptBytes),
        progress: (so, bytesRead) => progress.show(stepOf(file, so, bytesRead)),
      },
      outside.stop,
    );
    progress.end();
    await tell(context, file, { ...report, seconds: (outside.clock.now() - startedAt) / 1_000 });
    return report;
  } finally {
    progress.end();
    await file.close();
  }
}

/** Eight digits of the content keep two files of one name apart. */
function rejectedPath(data: string, file: InputFile, id: string): string {
  const name = id === '' ? 'stdin' : `${basename(file.name)}.${id.slice(0, 8)}`;
  return join(data, 'rejected', `${name}.rejected.jsonl`);
}

function stepOf({ sizeBytes }: InputFile, report: IngestReport, bytesRead: number) {
  const share = sizeBytes === undefined ? undefined : bytesRead / Math.max(1, sizeBytes);
  return { share, text: `${grouped(report.rows)} rows, ${grouped(report.rejected)} rejected` };
}

type Told = IngestReport & { readonly seconds: number };

async function tell(context: Context, { name }: InputFile, report: Told): Promise<void> {
  const { rows, accepted, rejected, reasons, skipped, isEnded, rejectedPath: path } = report;
  if (context.flags.has('json')) {
    const figures = { file: name, rows, accepted, rejected, reasons, skipped, is_ended: isEnded };
    await context.print(JSON.stringify({ ...figures, rejected_file: rejected > 0 ? path : null }));
    return;
  }
  const pace = rows > skipped ? ` in ${report.seconds.toFixed(1)} s` : '';
  await context.print(
    `${name}: ${counted(rows, 'row')} = ${grouped(accepted)} accepted + ` +
      `${grouped(rejected)} rejected${pace}.`,
  );
  if (skipped > 0) {
    const all = rows === skipped && isEnded;
    await context.print(
      `  ${all ? 'All' : grouped(skipped)} of them were taken by an earlier run.`,
    );
  }
  for (const [reason, count] of Object.entries(reasons)) {
    await context.print(`  rejected: ${reason} (${grouped(count)})`);
  }
  if (rejected > 0) await context.print(`  They are listed in ${path}.`);
  if (!isEnded) await context.print('  Stopped: the same command goes on from here.');
}
