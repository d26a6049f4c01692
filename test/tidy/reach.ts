// No file that nobody starts from: what cannot be reached from the program, a script of
// package.json or a test is dead, and dead code is read as if it lived. And no start without its
// file: a script that was left behind by a move fails only for the person who needs it.

import { importsOf, resolved } from './scan.ts';
import { type Check, type Tree, under } from './tree.ts';

export const reach: Check = (tree) => {
  const seen = new Set<string>();
  const open = roots(tree);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = tree.get(path);
    if (text === undefined) continue;
    for (const { from } of importsOf(text)) {
      if (from.startsWith('.')) open.push(resolved(path, from));
    }
    // A process is started by the name of its file.
    for (const [, name = ''] of text.matchAll(/'([\w-]+\.ts)'/g)) open.push(resolved(path, name));
  }
  return under(tree, 'src/', 'infra/', 'test/')
    .filter(([path]) => !path.startsWith('test/support/fixtures/') && !seen.has(path))
    .map(([path]) => `${path}:1 nothing reaches this file`);
};

/** Every file that a script of package.json names is there. */
export const started: Check = (tree) =>
  Object.entries(parsed(tree).scripts ?? {}).flatMap(([name, script]) =>
    (script.match(/[\w./-]+\.(?:ts|cjs|mjs|js|json|sh)\b/g) ?? [])
      .filter((path) => !tree.has(path))
      .map((path) => `package.json:1 the script ${name} needs ${path}, which is not there`),
  );

type Package = {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
};

function parsed(tree: Tree): Package {
  return JSON.parse(tree.get('package.json') ?? '{}');
}

function roots(tree: Tree): string[] {
  const { scripts = {}, bin = {} } = parsed(tree);
  const installed = Object.values(bin).map((path) =>
    path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts'),
  );
  const named = Object.values(scripts).flatMap((script) => script.match(/[\w/-]+\.ts\b/g) ?? []);
  // Benches are found by their name, as tests are.
  const tests = [...tree.keys()].filter((path) => /\.(?:test|bench)\.ts$/.test(path));
  return ['vitest.config.ts', ...installed, ...named, ...tests];
}
