// Documents keep their word: links lead somewhere, and whatever has a code, a name or a field is
// explained; and nothing is explained that does not exist.

import { type Check, lineOf, type Tree } from './tree.ts';

export const links: Check = (tree) =>
  markdown(tree).flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
      const target = (match[1] ?? '').split('#')[0] ?? '';
      if (target === '' || /^[a-z]+:/.test(target)) return [];
      const file = join(path, target);
      const isThere = tree.has(file) || [...tree.keys()].some((one) => one.startsWith(`${file}/`));
      return isThere ? [] : [`${path}:${lineOf(text, match.index)} leads nowhere: ${target}`];
    }),
  );

/** A file that a page names is there. Patterns and placeholders (`*`, `<id>`) are not meant. */
export const places: Check = (tree) =>
  markdown(tree).flatMap(([path, text]) =>
    [...text.matchAll(/`((?:src|test|infra|schemas|docs|examples)\/[\w./-]*)`/g)].flatMap(
      (match) => {
        const file = (match[1] ?? '').replace(/\/$/, '');
        const isThere =
          tree.has(file) || [...tree.keys()].some((one) => one.startsWith(`${file}/`));
        return isThere || file === 'schemas/released'
          ? []
          : [`${path}:${lineOf(text, match.index)} names ${file}, which is not there`];
      },
    ),
  );

export const headings: Check = (tree) =>
  markdown(tree).flatMap(([path, text]) => {
    const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
    const count = prose.match(/^# /gm)?.length ?? 0;
    return count === 1 ? [] : [`${path}:1 has ${count} headings of the first level, not one`];
  });

/** A command that is told about can be given: every `npm run x` is a script. */
export const told: Check = (tree) => {
  const { scripts = {} } = JSON.parse(tree.get('package.json') ?? '{}') as {
    scripts?: Readonly<Record<string, string>>;
  };
  return [...tree].flatMap(([path, text]) =>
    [...text.matchAll(/npm run (?:-s )?([a-z][\w-]*)/g)]
      .filter((match) => !path.startsWith('test/tidy/') && !((match[1] ?? '') in scripts))
      .map((match) => `${path}:${lineOf(text, match.index)} there is no script ${match[1]}`),
  );
};

function markdown(tree: Tree): readonly [string, string][] {
  return [...tree].filter(([path]) => path.endsWith('.md'));
}

function join(path: string, target: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A table in the source and the page about it name the same things. */
type Pair = {
  readonly source: string;
  readonly page: string;
  readonly names: (text: string) => string[];
};

const pairs: readonly Pair[] = [
  {
    source: 'src/settings-table.ts',
    page: 'docs/reference/settings.md',
    names: (text) => keysOf(text, 'settingsTable').map(snake),
  },
  {
    source: 'src/errors.ts',
    page: 'docs/reference/errors.md',
    names: (text) => keysOf(text, 'outsideErrors'),
  },
  {
    source: 'src/core/dead-letter.ts',
    page: 'docs/reference/dead-letters.md',
    names: (text) => keysOf(text, 'deadLetterReasons'),
  },
  {
    source: 'src/telemetry.ts',
    page: 'docs/reference/telemetry.md',
    names: (text) => [...text.matchAll(/readonly kind: '([^']+)'/g)].map((match) => match[1] ?? ''),
  },
];

export const explained: Check = (tree) =>
  pairs.flatMap(({ source, page, names }) => {
    const text = tree.get(source);
    if (text === undefined) return [];
    const has = new Set(names(text));
    const rows = [...(tree.get(page) ?? '').matchAll(/^\| `([^`]+)` \|(?:.*\|)? (.*) \|$/gm)];
    const told = new Map(rows.map((row) => [row[1] ?? '', (row[2] ?? '').trim()]));
    return [
      ...[...has].filter((name) => !told.has(name)).map((name) => `${page}:1 lacks ${name}`),
      ...[...has].filter((name) => told.get(name) === '').map((name) => `${page}:1 ${name}: what?`),
      ...[...told.keys()]
        .filter((name) => !has.has(name) && !name.startsWith('detector.'))
        .map((name) => `${page}:1 explains ${name}, which does not exist`),
    ];
  });

/** First-level keys of `export const <name> = { … }`, as this repository formats them. */
function keysOf(text: string, name: string): string[] {
  const start = text.indexOf(`export const ${name}`);
  const body = start === -1 ? '' : text.slice(start, text.indexOf('\n}', start));
  return [...body.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map((match) => match[1] ?? '');
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Every field of every schema says what it means and in which unit. */
export const schemaDocs: Check = (tree) =>
  [...tree]
    .filter(([path]) => path.startsWith('schemas/') && path.endsWith('.avsc'))
    .flatMap(([path, text]) => undocumented(path, JSON.parse(text)));

function undocumented(path: string, schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => undocumented(path, one));
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, name, doc, fields, items, values } = schema as Record<string, unknown>;
  const problems: string[] = [];
  if (type === 'record' && isEmpty(doc)) problems.push(`${path}:1 ${name} has no doc`);
  for (const field of (fields as Record<string, unknown>[] | undefined) ?? []) {
    if (isEmpty(field['doc'])) problems.push(`${path}:1 ${name}.${field['name']} has no doc`);
    problems.push(...undocumented(path, field['type']));
  }
  return [...problems, ...undocumented(path, items), ...undocumented(path, values)];
}

function isEmpty(doc: unknown): boolean {
  return typeof doc !== 'string' || doc.trim() === '';
}
