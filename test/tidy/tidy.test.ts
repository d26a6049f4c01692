// The non-functional promises of the code, checked on every run: layers, bans, sizes, names, dead
// files, documents. planted-*.test.ts show that each check finds what it is for.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { banned, leftovers } from './bans.ts';
import { installing } from './install.ts';
import { layers } from './layers.ts';
import { names, openings } from './names.ts';
import { explained, headings, links, places, schemaDocs, told } from './pages.ts';
import { machinePlaces, topLevelNames } from './places.ts';
import { proven } from './proofs.ts';
import { reach, started } from './reach.ts';
import { commentShare, sizes } from './sizes.ts';
import { type Check, readTree } from './tree.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tree = readTree(root);

const checks: readonly { readonly name: string; readonly check: Check }[] = [
  { name: 'every layer imports only what is below it', check: layers },
  { name: 'nothing banned is used', check: banned },
  { name: 'what is left to do has a number', check: leftovers },
  { name: 'files, functions and lines stay readable', check: sizes },
  { name: 'names say something', check: names },
  { name: 'every file opens with what it is', check: openings },
  { name: 'no file is dead', check: reach },
  { name: 'what a script starts is there', check: started },
  { name: 'links lead somewhere', check: links },
  { name: 'files that pages name are there', check: places },
  { name: 'every page has one title', check: headings },
  { name: 'what exists is explained, and what is explained exists', check: explained },
  { name: 'what is promised of bad input has its test', check: proven },
  { name: 'every command told about is a script', check: told },
  { name: 'every field of every schema is documented', check: schemaDocs },
  { name: 'no place of one machine is named', check: machinePlaces },
  { name: 'installing keeps its promises', check: installing },
  { name: 'the top level holds only what belongs there', check: topLevelNames },
];

for (const { name, check } of checks) {
  test(`tidy > ${name}`, () => {
    expect(check(tree)).toEqual([]);
  });
}

test('tidy > the checks saw the repository', () => {
  expect([...tree.keys()].filter((path) => path.startsWith('src/')).length).toBeGreaterThan(20);
  console.log(`comment share of src: ${Math.round(100 * commentShare(tree))} %`);
});
