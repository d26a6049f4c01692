// The files of the repository as values: path → text. Every check is a function over such a tree,
// so that a test can plant a violation into a small one and see that it is found.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Tree = ReadonlyMap<string, string>;

/** One line per problem: `path:line what is wrong`. Empty: all is well. */
export type Check = (tree: Tree) => readonly string[];

const outside = new Set(['node_modules', '.git', 'dist', '.molecatcher', '.dev', 'coverage']);
const textFile = /\.(ts|cjs|json|avsc|sql|md|yml|yaml|tsv|py|svg|txt|html|css)$|^[^.]+$|^\.[a-z]+$/;

export function readTree(root: string): Tree {
  const tree = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (outside.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (textFile.test(entry.name)) tree.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  walk('');
  return tree;
}

export function under(tree: Tree, ...folders: readonly string[]): readonly [string, string][] {
  return [...tree].filter(
    ([path]) => path.endsWith('.ts') && folders.some((folder) => path.startsWith(folder)),
  );
}

/** Generated files answer to their generator, fixtures to the test that runs them. */
export function isWritten(path: string): boolean {
  return !path.startsWith('src/generated/') && !path.startsWith('test/support/fixtures/');
}

export function lineOf(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}
