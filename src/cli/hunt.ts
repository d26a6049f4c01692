// `hunt list|show|run|new`: the questions that come with molecatcher, and one's own. Each is a file
// whose header names, explains and types it; its parameters are flags here.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest, suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import { boundHunt, findHunt, harmlessHunt, listHunts } from '../investigate/hunt.ts';
import { type Hunt, huntCosts, huntThemes, newHunt, ownHunt } from '../investigate/hunt-header.ts';
import { type Bound, whyNothing } from '../investigate/nothing-found.ts';
import type { Warehouse } from '../ports.ts';
import { answerRows, rowFlags, rowsWanted, usualFormat } from './answer-rows.ts';
import { askingSettings, withNotedHunter } from './asking.ts';
import type { Command, Context, Flag } from './command.ts';

const verbs = ['list', 'show', 'run', 'new'];

export const hunt: Command = {
  name: 'hunt',
  summary: 'List, explain and run the questions that come with molecatcher, and your own.',
  usage:
    'hunt list [WORD …] | hunt show ID | hunt run ID|FILE.sql [--parameter value …] | ' +
    'hunt new FILE.sql',
  examples: [
    'hunt list tickets',
    'hunt show who-read-these-customers',
    'hunt run who-read-these-customers --subjects C1,C2,C3 --csv',
    'hunt run fan-out-ranking --parquet ranking.parquet',
    'hunt new hunts/mine.sql',
    'hunt run hunts/mine.sql --limit 5',
  ],
  flags: [
    ...rowFlags,
    { name: 'explain', doc: 'Of `run`: which parts of the tables it would read, and no rows.' },
  ],
  flagsFor: (words) => parameterFlags(words),
  requireWords: (words) => {
    const { verb, id } = askedFor(words);
    if (id !== undefined && takesHunt(verb)) known(id);
  },
  settings: askingSettings,
  async run(context) {
    const { verb, id } = askedFor(context.words);
    requireFlagsOf(verb, context.flags);
    if (id === undefined) await list(context, context.words.slice(1));
    else if (verb === 'new') begin(context, id);
    else if (verb === 'show') await show(context, known(id));
    else await runOne(context, known(id));
    return 0;
  },
};

/** Which hunt, and what of it; of `list` there is none. */
function askedFor([verb, id, ...more]: readonly string[]) {
  if (verb === undefined || !verbs.includes(verb)) {
    const meant = verb === undefined ? '' : suggestion(verb, verbs);
    throw new OutsideError('bad-usage', `hunt what? ${verbs.join(', ')}.${meant}`);
  }
  if (verb === 'list') return { verb, id: undefined };
  if (id === undefined) throw new OutsideError('bad-usage', `hunt ${verb} needs an ID.`);
  if (more.length > 0) throw new OutsideError('bad-usage', `What is '${more[0]}' for?`);
  return { verb, id };
}

function takesHunt(verb: string | undefined): boolean {
  return verb === 'run' || verb === 'show';
}

/** What only rows have means nothing of a list of hunts. */
function requireFlagsOf(verb: string, flags: Context['flags']): void {
  if (verb === 'run') return;
  const own = verb === 'new' ? [] : ['json'];
  const strange = ['csv', 'parquet', 'explain', 'json'].find((name) => {
    return flags.has(name) && !own.includes(name);
  });
  if (strange === undefined) return;
  throw new OutsideError('bad-usage', `--${strange} goes with hunt run: hunt ${verb} has no rows.`);
}

function begin({ say }: Context, path: string): void {
  if (!isFile(path))
    throw new OutsideError('bad-usage', 'hunt new takes a file, such as mine.sql.');
  if (existsSync(path)) throw new OutsideError('bad-usage', `${path} is there already.`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, newHunt);
  } catch (cause) {
    throw new OutsideError('bad-usage', `Cannot write ${path}.`, { cause });
  }
  say(`Change ${path}, then: molecatcher hunt run ${path}`);
}

function isFile(id: string): boolean {
  return id.endsWith('.sql');
}

/** The nearest id is added where none has this one. */
function known(id: string): Hunt {
  if (isFile(id)) return ownHunt(id, textOf(id));
  const ids = listHunts().map((one) => one.id);
  const meant = ids.includes(id) ? undefined : nearest(id, ids);
  if (meant === undefined) return findHunt(id);
  throw new OutsideError('bad-usage', `There is no hunt ${id}. Did you mean ${meant}?`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OutsideError('bad-input', `There is no hunt in ${path}.`, { cause });
  }
}

function parameterFlags([verb, id]: readonly string[]): readonly Flag[] {
  if (!takesHunt(verb)) return [];
  const isOwn = id !== undefined && isFile(id) && existsSync(id);
  const found = isOwn ? known(id) : listHunts().find((one) => one.id === id);
  return (found?.params ?? []).map(({ name, default: text, doc }) => ({
    name: flagOf(name),
    value: 'VALUE',
    doc: text === undefined ? `${doc}. Required.` : `${doc} [${text}].`,
  }));
}

function flagOf(parameter: string): string {
  return parameter.replaceAll('_', '-');
}

const explain = 'EXPLAIN indexes = 1, projections = 1\n';

/** Where one's own hunts are looked for, below the folder in which the command is given. */
const ownFolder = 'hunts';

/** Of which a header cannot be read, that is said. */
function ownHunts({ say }: Context): Hunt[] {
  if (statSync(ownFolder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(ownFolder)
    .filter(isFile)
    .sort()
    .flatMap((name) => {
      try {
        return [known(join(ownFolder, name))];
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
        say(error.message);
        return [];
      }
    });
}

/** All, or those about the words given: in their id, title, theme or technique. */
async function list(context: Context, words: readonly string[]): Promise<void> {
  const { flags, print, say } = context;
  const hunts = [...listHunts(), ...ownHunts(context)].filter((one) =>
    words.every((word) => isAbout(one, word)),
  );
  if (hunts.length === 0) say(`No hunt is about ${words.join(' ')}.`);
  const width = Math.max(...hunts.map(({ id }) => id.length));
  for (const [theme, name] of Object.entries(huntThemes)) {
    const own = hunts.filter((one) => one.theme === theme);
    if (own.length > 0 && !flags.has('json')) await print(name);
    for (const { id, title, attack, cost } of own) {
      if (flags.has('json')) await print(JSON.stringify({ id, title, theme, attack, cost }));
      else await print(`  ${id.padEnd(width)}  ${title}`);
    }
  }
}

function isAbout({ id, title, theme, why, attack }: Hunt, word: string): boolean {
  const text = [id, title, huntThemes[theme], why, ...attack].join(' ');
  return text.toLowerCase().includes(word.toLowerCase());
}

async function show({ flags, print }: Context, found: Hunt): Promise<void> {
  if (flags.has('json')) {
    await print(JSON.stringify(found));
    return;
  }
  const { title, theme, why, reading, benign, cost, attack, params, columns, sql } = found;
  await print(`${title}\n\nTheme: ${huntThemes[theme]}\nWhy: ${why}`);
  await print(`How to read it: ${reading}\nHarmless: ${benign}`);
  if (attack.length > 0) await print(`ATT&CK: ${attack.join(', ')}`);
  await print(`Reads: ${huntCosts[cost]}`);
  await print(`Columns: ${columns.join(', ')}\n\nParameters:`);
  for (const { name, type, default: text, doc } of params) {
    await print(`  --${flagOf(name)}  ${type}  ${doc}${text === undefined ? '' : ` [${text}]`}`);
  }
  await print(`\n${sql}`);
}

async function runOne(context: Context, found: Hunt): Promise<void> {
  const { flags, outside } = context;
  const given: Record<string, string> = {};
  for (const { name } of found.params) {
    const value = flags.text(flagOf(name));
    if (value !== undefined) given[name] = value;
  }
  const wanted = rowsWanted(flags);
  if (flags.has('explain') && wanted.format !== usualFormat) {
    throw new OutsideError('bad-usage', '--explain has no rows to be given in another way.');
  }
  const asked = isFile(found.id)
    ? ownAsked(found, given)
    : { question: found.id, parameters: given };
  await withNotedHunter(context, { command: 'hunt', ...asked }, async (warehouse) => {
    const bind = isFile(found.id) ? harmlessHunt : boundHunt;
    const bound = await bind(warehouse, found, { given, signal: outside.stop });
    const isExplained = flags.has('explain');
    if (!isExplained) {
      const isAny = await answerRows(context, warehouse, { ...bound, ...wanted });
      const values = bound.options.parameters ?? {};
      if (!isAny) await sayWhy(context, { warehouse, found, given: Object.keys(given), values });
      return;
    }
    const sql = `${explain}${bound.sql}`;
    await answerRows(context, warehouse, { ...bound, sql, format: 'TSVRaw', file: undefined });
  });
}

/** The question was a right one, and has its answer: why it is empty is said beside it. */
async function sayWhy(
  { say }: Context,
  { warehouse, found, ...bound }: Bound & { warehouse: Warehouse; found: Hunt },
): Promise<void> {
  try {
    const why = await whyNothing(warehouse, found, bound);
    if (why.length > 0) say(why.join(' '));
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code === 'stopped') throw error;
    say(`Whether the archive has what was asked for could not be seen: ${error.message}`);
  }
}

/** The file may be another one tomorrow: what is kept is what it asked, defaults included. */
function ownAsked({ id, sql, params }: Hunt, given: Readonly<Record<string, string>>) {
  const defaults = params.flatMap(({ name, default: text }) =>
    text === undefined ? [] : [[name, text] as const],
  );
  const values: Record<string, string> = { ...Object.fromEntries(defaults), ...given };
  // Beside the statement, of which a long path would hide the end. No parameter has such a name.
  return { question: sql, parameters: { ...values, 'file.sql': id } };
}
