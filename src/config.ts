// Every setting in one table, and the only reader of process.env. What counts, strongest first:
// flag, environment (MOLECATCHER_…), molecatcher.yaml, default. All mistakes are reported at once,
// because a person who mends one only to meet the next gives up. The result is frozen.
//
// A setting is written once, in settings-table.ts. Its name (clickhouse_user), its flag
// (--clickhouse-user), its variable (MOLECATCHER_CLICKHOUSE_USER) and its line in
// docs/reference/settings.md follow from its key. Detectors declare theirs in their own files:
// `detectorDefinitions` joins them in.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { suggestion } from './core/nearest.ts';
import type { Params } from './core/param.ts';
import { OutsideError } from './errors.ts';
import { mismatches } from './setting-checks.ts';
import { type Definition, number, span } from './setting-kinds.ts';
import { settingsTable } from './settings-table.ts';

export { settingsTable };

type Table = typeof settingsTable;
type ValueOf<D> = D extends Definition<infer V> ? V : never;

/** Durations are milliseconds. Parameters of detectors are under their id. */
export type Settings = { readonly [K in keyof Table]: ValueOf<Table[K]> } & {
  readonly detectors: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** A setting with the names that follow from its key. */
export type NamedDefinition = Definition & {
  readonly key: string;
  /** In molecatcher.yaml. */
  readonly name: string;
  readonly flag: string;
  readonly variable: string;
  /** Where a detector's parameter goes. */
  readonly detector?: { readonly id: string; readonly param: string } | undefined;
};

const prefix = 'MOLECATCHER_';
export const settingsFile = 'molecatcher.yaml';

export function definitions(extra: readonly NamedDefinition[] = []): readonly NamedDefinition[] {
  const own = Object.entries<Definition>(settingsTable).map(([key, one]) => ({
    ...one,
    key,
    ...namesOf(snake(key)),
  }));
  return [...own, ...extra];
}

function namesOf(name: string): Pick<NamedDefinition, 'name' | 'flag' | 'variable'> {
  const variable = prefix + name.replaceAll(/[^a-z0-9]+/gi, '_').toUpperCase();
  return { name, flag: name.replaceAll('_', '-'), variable };
}

function snake(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** detector.<id>.<param>: every parameter of every detector is a setting. */
export function detectorDefinitions(
  detectors: readonly { readonly id: string; readonly params: Params }[],
): readonly NamedDefinition[] {
  return detectors.flatMap(({ id, params }) =>
    Object.entries(params).map(([param, one]) => ({
      ...number(one.kind, one.default, one),
      key: `detector.${id}.${param}`,
      ...namesOf(`detector.${id}.${snake(param)}`),
      detector: { id, param },
    })),
  );
}

export type SettingSources = {
  /** By flag, without the dashes. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Path of the settings file; without it molecatcher.yaml of the working folder, if there. */
  readonly file?: string | undefined;
  readonly extra?: readonly NamedDefinition[];
};

type Given = { readonly where: string; readonly name: string; readonly value: unknown };

export function loadSettings(sources: SettingSources = {}): Settings {
  const known = definitions(sources.extra);
  const problems: string[] = [];
  const fromFile = fileValues(sources.file, problems);
  const layers: readonly [Given[], keyof NamedDefinition][] = [
    [fromFile, 'name'],
    [environmentValues(sources.environment ?? process.env), 'variable'],
    [flagValues(sources.flags ?? {}), 'flag'],
  ];
  const failed = new Set<string>();
  const values = new Map<string, unknown>(known.map((one) => [one.key, one.default]));
  for (const [layer, by] of layers) {
    const index = new Map(known.map((one) => [one[by] as string, one]));
    for (const given of layer) accept(given, index, { values, problems, failed });
  }
  problems.push(...mismatches((key) => values.get(key), failed));
  if (problems.length > 0) {
    const noun = problems.length === 1 ? 'One setting is' : `${problems.length} settings are`;
    // What was only just typed is a slip of the command line.
    const isUsage = problems.every((problem) => problem.startsWith('flag: '));
    const code = isUsage ? 'bad-usage' : 'bad-settings';
    throw new OutsideError(code, `${noun} wrong:\n  ${problems.join('\n  ')}`);
  }
  return frozen(known, values);
}

type Accepted = {
  readonly values: Map<string, unknown>;
  readonly problems: string[];
  /** Keys that were given something unreadable. */
  readonly failed: Set<string>;
};

function accept(given: Given, index: Map<string, NamedDefinition>, into: Accepted): void {
  const found = index.get(given.name);
  if (found === undefined) {
    const meant = suggestion(given.name, index.keys());
    into.problems.push(`${given.where}: ${given.name} is not a setting.${meant}`);
    return;
  }
  const read = found.schema.safeParse(given.value);
  if (read.success) into.values.set(found.key, read.data);
  else {
    into.failed.add(found.key);
    const shown = found.kind === 'secret' ? '***' : JSON.stringify(given.value);
    const why = read.error.issues[0]?.message ?? 'cannot be read';
    into.problems.push(`${given.where}: ${given.name} is ${shown}, but ${why}`);
  }
}

function fileValues(path: string | undefined, problems: string[]): Given[] {
  const where = path ?? settingsFile;
  let content: unknown;
  try {
    content = readYaml(where);
  } catch (error) {
    const isAbsent = (error as { cause?: { code?: string } }).cause?.code === 'ENOENT';
    if (path === undefined && isAbsent) return [];
    problems.push((error as Error).message);
    return [];
  }
  if (content === null || content === undefined) return [];
  if (!isMap(content)) {
    problems.push(`${where}: must be lines of \`name: value\``);
    return [];
  }
  return flattened(content, '').map(([name, value]) => ({ where, name, value }));
}

/** Reads one YAML file. Fails with bad-settings, whose message names file and line. */
export function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const said = code === 'ENOENT' ? `there is no file ${path}` : `${path}: ${message}`;
    throw new OutsideError('bad-settings', said, { cause });
  }
}

/** `detector: { rows-burst: { factor: 8 } }` is the same as `detector.rows-burst.factor: 8`. */
function flattened(map: Readonly<Record<string, unknown>>, path: string): [string, unknown][] {
  return Object.entries(map).flatMap(([key, value]): [string, unknown][] =>
    isMap(value) ? flattened(value, `${path}${key}.`) : [[path + key, value]],
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a command is typed with: npm says in a variable that it runs a script, and which. */
export function calledAs(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const isScript = environment['npm_lifecycle_event'] === 'molecatcher';
  return isScript ? 'npm run -s molecatcher --' : 'molecatcher';
}

function environmentValues(environment: Readonly<Record<string, string | undefined>>): Given[] {
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
    .map(([name, value]) => ({ where: 'environment', name, value }));
}

function flagValues(flags: Readonly<Record<string, string>>): Given[] {
  return Object.entries(flags).map(([name, value]) => ({ where: 'flag', name, value }));
}

function frozen(known: readonly NamedDefinition[], values: Map<string, unknown>): Settings {
  const settings: Record<string, unknown> = {};
  const detectors: Record<string, Record<string, unknown>> = {};
  for (const { key, detector } of known) {
    if (detector === undefined) settings[key] = values.get(key);
    else {
      detectors[detector.id] ??= {};
      detectors[detector.id]![detector.param] = values.get(key);
    }
  }
  for (const params of Object.values(detectors)) Object.freeze(params);
  return Object.freeze({ ...settings, detectors: Object.freeze(detectors) }) as Settings;
}

/** Name and value of every setting, fit to be shown: secrets, also in addresses, are ***. */
export function shownSettings(
  settings: Settings,
  extra: readonly NamedDefinition[] = [],
): readonly (readonly [string, string])[] {
  return definitions(extra).map((one) => {
    const { id, param } = one.detector ?? {};
    const values = settings as unknown as Readonly<Record<string, unknown>>;
    const value = id === undefined ? values[one.key] : settings.detectors[id]?.[param ?? ''];
    return [one.name, shown(one, value)] as const;
  });
}

function shown(one: Definition, value: unknown): string {
  if (one.kind === 'secret') return value === '' ? '' : '***';
  if (one.kind === 'duration') return span(value as number);
  return String(value).replace(/(:\/\/[^/:@]*:)[^@/]*@/, '$1***@');
}
