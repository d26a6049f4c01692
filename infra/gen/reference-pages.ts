// The reference pages: docs/reference/*.md, each from the one table it describes, so that a page
// cannot say what the program does not do.

import type { Detector } from '../../src/core/detector.ts';
import { type Hunt, huntCosts, huntThemes } from '../../src/investigate/hunt-header.ts';
import type { TopicPlan } from '../../src/ports.ts';
import type { AvroRecord, AvroType } from './avro.ts';
import { type TableShape, tableSections } from './tables-page.ts';
import type { FactText } from './telemetry-facts.ts';

export type SettingRow = {
  readonly name: string;
  readonly flag: string;
  readonly variable: string;
  readonly kind: string;
  readonly default: unknown;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly doc: string;
  readonly producedBy?: string | undefined;
};

export function recordsPage(schemas: readonly AvroRecord[], topics: readonly TopicPlan[]): string {
  const sections = schemas.flatMap((schema) => {
    const carriers = topics.filter((topic) => topic.records.some((name) => name === schema.name));
    const where = carriers.map((topic) => `\`${topic.name}\``).join(', ');
    return [
      `## ${schema.name}`,
      `${schema.doc ?? ''} Topics: ${where === '' ? 'none yet' : where}.`,
      table(
        ['field', 'type', 'meaning'],
        schema.fields.map((field) => [`\`${field.name}\``, typeName(field.type), field.doc ?? '']),
      ),
    ];
  });
  const intro = 'Every record, in Avro, field by field.';
  return page({ title: 'Records', source: 'schemas/*.avsc', intro }, sections);
}

function typeName(type: AvroType): string {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return `${typeName(type[1] as AvroType)} or null`;
  const shaped = type as Exclude<AvroType, string | readonly AvroType[]>;
  switch (shaped.type) {
    case 'array':
      return `list of ${typeName(shaped.items)}`;
    case 'map':
      return `map of ${typeName(shaped.values)}`;
    case 'long':
      return 'time (ms)';
    case 'record': {
      const inner = shaped.fields.map((field) => `${field.name}: ${typeName(field.type)}`);
      return `(${inner.join(', ')})`;
    }
  }
}

export function topicsPage(topics: readonly TopicPlan[]): string {
  const rows = topics.map((topic) => [
    `\`${topic.name}\``,
    String(topic.partitions),
    topic.cleanup,
    topic.retention_days === undefined ? 'for ever' : `${topic.retention_days} days`,
    topic.records.join(', '),
    topic.doc,
  ]);
  const head = ['topic', 'partitions', 'cleanup', 'kept', 'records', 'meaning'];
  const intro =
    'Partitions: a number, or a setting (`sources`, `users`; `most` is the larger of the two).';
  return page({ title: 'Topics', source: 'infra/kafka/topics.json', intro }, [table(head, rows)]);
}

export function settingsPage(settings: readonly SettingRow[]): string {
  const intro =
    'What counts, strongest first: flag, environment, `molecatcher.yaml`, default. A setting is ' +
    'written the same way everywhere: `insert_rows` in the file, `--insert-rows` as a flag, ' +
    '`MOLECATCHER_INSERT_ROWS` in the environment.';
  const rows = settings.map((setting) => [
    `\`${setting.name}\``,
    `\`${setting.variable}\``,
    setting.kind,
    setting.kind === 'secret' ? '' : plain(setting.default),
    setting.choices?.join(', ') ?? range(setting),
    setting.producedBy === undefined
      ? setting.doc
      : `${setting.doc.replace(/\.$/, '')}. Default from \`${setting.producedBy}\`.`,
  ]);
  const head = ['name', 'environment', 'kind', 'default', 'allowed', 'meaning'];
  return page({ title: 'Settings', source: 'src/config.ts and src/detectors', intro }, [
    table(head, rows),
  ]);
}

function plain(value: unknown): string {
  return String(value) === '' ? '(empty)' : `\`${String(value)}\``;
}

function range({ min, max }: SettingRow): string {
  if (min === undefined || max === undefined) return '';
  return `${min} to ${max}`;
}

export function detectorsPage(detectors: readonly Detector[]): string {
  const sections = detectors.flatMap((one) => [
    `## ${one.id}`,
    `**${one.title}.** ${one.why}`,
    list([
      `Family ${one.family}, severity ${one.severity}, ${one.status}, version ${one.version}.`,
      `Memory: ${one.memoryDays} days.`,
      ...(one.always ? ['Opens an incident by itself.'] : []),
      `ATT&CK: ${one.attack.join(', ')}.`,
      `Cannot see: ${one.blindSpots}`,
      `Harmless explanations: ${one.benign.join('; ')}.`,
      `What to do: ${one.triage.join('; ')}.`,
      `Evidence: hunt \`${one.hunt}\`.`,
      `Shown on: ${one
        .vectors()
        .map(({ name, fires }) => `${name} (fires ${fires})`)
        .join('; ')}.`,
    ]),
    table(['setting', 'default', 'meaning'], paramRows(one)),
  ]);
  const intro = 'Each detector is one file with its vectors; adding one is adding a file.';
  return page({ title: 'Detectors', source: 'src/detectors/*.ts', intro }, sections);
}

function paramRows(one: Detector): readonly (readonly string[])[] {
  const params = Object.entries(one.params as Record<string, { default: number; doc: string }>);
  return params.map(([name, param]) => [
    `\`detector.${one.id}.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}\``,
    String(param.default),
    param.doc,
  ]);
}

export function huntsPage(hunts: readonly Hunt[]): string {
  const themes = Object.entries(huntThemes).map(([theme, title]) => {
    const own = hunts.filter((hunt) => hunt.theme === theme);
    return own.length === 0 ? [] : [`## ${title}`, ...own.flatMap(huntSection)];
  });
  const costs = Object.entries(huntCosts).map(([cost, reads]) => [`\`${cost}\``, reads]);
  const intro =
    'A hunt is one question to ClickHouse: `molecatcher hunt run ID`. Where `until` is given and ' +
    '`since` is not, it begins as long before that end as it else does before the newest record. ' +
    'What it costs is said by what it reads:';
  return page({ title: 'Hunts', source: 'src/hunts/*.sql', intro }, [
    table(['cost', 'reads'], costs),
    ...themes.flat(),
  ]);
}

function huntSection(hunt: Hunt): readonly string[] {
  return [
    `### ${hunt.id}`,
    `**${hunt.title}** ${hunt.why}`,
    list([
      `Reading it: ${hunt.reading}`,
      `Harmless: ${hunt.benign}`,
      ...(hunt.attack.length === 0 ? [] : [`ATT&CK: ${hunt.attack.join(', ')}.`]),
      `Cost: \`${hunt.cost}\`. Columns: ${hunt.columns.join(', ')}.`,
    ]),
    table(['parameter', 'type', 'default', 'meaning'], hunt.params.map(huntParam)),
  ];
}

function huntParam(param: Hunt['params'][number]): readonly string[] {
  const value = param.default === undefined ? 'must be given' : `\`${param.default}\``;
  return [`\`${param.name}\``, param.type, value, param.doc];
}

export function errorsPage(
  errors: Readonly<Record<string, { readonly retriable: boolean; readonly next: string }>>,
): string {
  const rows = Object.entries(errors).map(([code, { retriable, next }]) => [
    `\`${code}\``,
    retriable ? 'yes' : 'no',
    next,
  ]);
  const intro = 'Failures of the outside world. A bad record is not one: see dead-letters.md.';
  return page({ title: 'Errors', source: 'src/errors.ts', intro }, [
    table(['code', 'tried again', 'next'], rows),
  ]);
}

export function telemetryPage(facts: readonly FactText[]): string {
  const rows = facts.map(({ kind, doc, fields }) => [
    `\`${kind}\``,
    fields.map((field) => `\`${field}\``).join(', '),
    doc,
  ]);
  const intro = 'What the program says about itself, in the log and as metrics.';
  return page({ title: 'Telemetry', source: 'src/telemetry.ts', intro }, [
    table(['fact', 'with', 'meaning'], rows),
  ]);
}

export function deadLettersPage(reasons: Readonly<Record<string, string>>): string {
  const rows = Object.entries(reasons).map(([code, doc]) => [`\`${code}\``, doc]);
  const intro =
    'Why a record could not be processed. It goes to the topic `dead-letter` and the table ' +
    '`dead_letters` with its original bytes; the stream goes on.';
  return page({ title: 'Dead letters', source: 'src/core/dead-letter.ts', intro }, [
    table(['reason', 'meaning'], rows),
  ]);
}

export function tablesPage(shapes: readonly TableShape[], schemas: readonly AvroRecord[]): string {
  const source = 'docs/hunting/tables.json, schemas/*.avsc and infra/gen/table-meanings.ts';
  const intro =
    'What there is to ask with `sql`. What a table is sorted by makes a question fast: give the ' +
    'first of these columns. Times are UTC. Examples are values of ' +
    '[the desk](README.md#the-desk), and made up where it has none, or every run has another.';
  return page({ title: 'Tables', source, intro }, tableSections(shapes, schemas));
}

type PageHead = { readonly title: string; readonly source: string; readonly intro: string };

function page({ title, source, intro }: PageHead, blocks: readonly string[]): string {
  const origin = `<!-- Made by \`npm run gen\` from ${source}. DO NOT EDIT. -->`;
  const shown = blocks.filter((block) => block !== '');
  return `${[origin, `# ${title}`, intro, ...shown].join('\n\n')}\n`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
