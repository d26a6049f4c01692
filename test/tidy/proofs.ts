// docs/bad-input.md promises what becomes of bad input and names the test that shows it. A promise
// whose test was renamed or removed is worth nothing, so each row's test must be there, and its
// file must speak of the codes that the row promises.

import { type Check, lineOf, type Tree } from './tree.ts';

const page = 'docs/bad-input.md';

export const proven: Check = (tree) => {
  const text = tree.get(page);
  if (text === undefined) return [`${page}:1 is not there`];
  // Past the head of a table and its rule.
  const rows = [...text.matchAll(/^\|(.+)\|(.+)\|(.+)\|$/gm)].filter(
    ([, input = '']) => !/^[- ]+$/.test(input) && input.trim() !== 'input',
  );
  if (rows.length === 0) return [`${page}:1 has no rows`];
  return rows.flatMap(({ index, 1: input = '', 2: outcome = '', 3: proof = '' }) =>
    problemsOf(tree, outcome, proof).map(
      (problem) => `${page}:${lineOf(text, index)} ${input.trim()}: ${problem}`,
    ),
  );
};

function problemsOf(tree: Tree, outcome: string, proof: string): readonly string[] {
  const [, path = '', name = ''] = /^ `(test\/[^`]+)` › (.+) $/.exec(proof) ?? [];
  const source = tree.get(path);
  if (source === undefined) return ['names no test file that is there'];
  const codes = [...outcome.matchAll(/`([\w-]+)`/g)].map(([, code = '']) => code);
  return [
    ...(hasTest(source, name) ? [] : [`${path} has no test '${name}'`]),
    ...codes.filter((code) => !source.includes(code)).map((code) => `${path} lacks ${code}`),
  ];
}

/** As the name of a test or of a group, or as that of a row of a table of tests. */
function hasTest(source: string, name: string): boolean {
  const named = /\b(?:(?:test|describe)\(|name:)\s*(['"`])(.*?)\1/g;
  return [...source.matchAll(named)].some((match) => match[2] === name);
}
