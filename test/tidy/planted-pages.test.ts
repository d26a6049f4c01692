// Tests of the tidy tests about everything but code: schemas, pages, places, installing. Each
// violation is planted alone, and must be found.

import { expect, test } from 'vitest';
import { banned, leftovers } from './bans.ts';
import { installing } from './install.ts';
import { layers } from './layers.ts';
import { names, openings } from './names.ts';
import { explained, headings, links, places, schemaDocs, told } from './pages.ts';
import { machinePlaces, topLevelNames } from './places.ts';
import { badInput, lock, nodePackage, type Planted, problemsWith, sound } from './planted.ts';
import { proven } from './proofs.ts';
import { reach, started } from './reach.ts';
import { sizes } from './sizes.ts';
import type { Check } from './tree.ts';

/** Written in pieces, so that the check for places does not find it in this file. */
const host = ['https://registry', 'npmjs', 'org/a.tgz'].join('.');
const folder = `/${'home'}/someone/project`;

const nestedSchema = JSON.stringify({
  type: 'record',
  name: 'Tick',
  doc: 'd',
  fields: [
    {
      name: 'at',
      doc: 'd',
      type: [
        'null',
        { type: 'array', items: { type: 'record', name: 'In', doc: 'd', fields: [{ name: 'x' }] } },
      ],
    },
  ],
});

const every: readonly Check[] = [
  layers,
  banned,
  leftovers,
  sizes,
  names,
  openings,
  reach,
  started,
  links,
  places,
  headings,
  explained,
  schemaDocs,
  told,
  proven,
  machinePlaces,
  topLevelNames,
  installing,
];

test('planted > in the small repository all is well', () => {
  expect(every.flatMap((check) => check(sound))).toEqual([]);
});

const pages: readonly Planted[] = [
  {
    name: 'a field without doc',
    check: schemaDocs,
    path: 'schemas/tick.avsc',
    text: '{"type":"record","name":"Tick","doc":"d","fields":[{"name":"at","type":"long"}]}',
    finds: 'Tick.at has no doc',
  },
  {
    name: 'a field without doc deep inside',
    check: schemaDocs,
    path: 'schemas/tick.avsc',
    text: nestedSchema,
    finds: 'In.x has no doc',
  },
  {
    name: 'a setting nobody explains',
    check: explained,
    path: 'src/settings-table.ts',
    text: "// Settings.\nexport const settingsTable = {\n  dataFolder: text('a', 'b'),\n};\n",
    finds: 'docs/reference/settings.md:1 lacks data_folder',
  },
  {
    name: 'an error code nobody explains',
    check: explained,
    path: 'src/errors.ts',
    text: "// Failures.\nexport const outsideErrors = {\n  'disk-full': {},\n  fenced: {},\n};\n",
    finds: 'docs/reference/errors.md:1 lacks fenced',
  },
  {
    name: 'an error code that is explained and does not exist',
    check: explained,
    path: 'src/errors.ts',
    text: '// Failures.\nexport const outsideErrors = {\n};\n',
    finds: 'explains disk-full, which does not exist',
  },
  {
    name: 'a fact without a meaning',
    check: explained,
    path: 'docs/reference/errors.md',
    text: '# Errors\n\n| code | next |\n| --- | --- |\n| `disk-full` |  |\n',
    finds: 'disk-full: what?',
  },
  {
    name: 'a link that leads nowhere',
    check: links,
    path: 'docs/a.md',
    text: '# A\n\n[b](../docs/b.md)\n',
    finds: 'docs/a.md:3 leads nowhere: ../docs/b.md',
  },
  {
    name: 'a command that does not exist',
    check: told,
    path: 'docs/a.md',
    text: '# A\n\nDo `npm run magic`.\n',
    finds: 'docs/a.md:3 there is no script magic',
  },
  {
    name: 'a file that is not there',
    check: places,
    path: 'docs/a.md',
    text: '# A\n\nSee `src/core/sum.ts` and `src/core/gone.ts`.\n',
    finds: 'docs/a.md:3 names src/core/gone.ts',
  },
  {
    name: 'two titles',
    check: headings,
    path: 'docs/a.md',
    text: '# A\n\n```\n# not this one\n```\n\n# B\n',
    finds: 'docs/a.md:1 has 2 headings',
  },
  {
    name: 'a promise whose test is not there',
    check: proven,
    path: 'docs/bad-input.md',
    text: badInput('dead letter `too-large`', 'too little'),
    finds: "docs/bad-input.md:5 much: test/burst.test.ts has no test 'too little'",
  },
  {
    name: 'a promise of which its test says nothing',
    check: proven,
    path: 'docs/bad-input.md',
    text: badInput('dead letter `truncated`', 'too much'),
    finds: 'docs/bad-input.md:5 much: test/burst.test.ts lacks truncated',
  },
  {
    name: 'a promise whose test file is not there',
    check: proven,
    path: 'docs/bad-input.md',
    text: badInput('`too-large`', 'too much').replace('burst', 'gone'),
    finds: 'docs/bad-input.md:5 much: names no test file',
  },
  {
    name: 'a page of promises without one',
    check: proven,
    path: 'docs/bad-input.md',
    text: '# Bad input\n',
    finds: 'docs/bad-input.md:1 has no rows',
  },
  {
    name: 'a registry in a file',
    check: machinePlaces,
    path: 'docs/a.md',
    text: `# A\n\n${host}\n`,
    finds: 'docs/a.md:3 a place of one machine',
  },
  {
    name: 'a folder of one machine',
    check: machinePlaces,
    path: 'src/core/sum.ts',
    text: `// See ${folder}.\n`,
    finds: 'a place of one machine',
  },
  {
    name: 'one more source folder',
    check: topLevelNames,
    path: 'lib/a.ts',
    text: '// A.\n',
    finds: 'lib:1 does not belong',
  },
  {
    name: 'a range instead of a version',
    check: installing,
    path: 'package.json',
    text: '{"dependencies":{"zod":"^4.0.0"}}',
    finds: 'zod ^4.0.0 is no exact version',
  },
  {
    name: 'a platform package without an entry',
    check: installing,
    path: 'package-lock.json',
    text: lock({
      '': {},
      'node_modules/node-a': nodePackage,
      'node_modules/b': { optionalDependencies: { 'b-linux': '1.0.0' } },
    }),
    finds: 'node_modules/b names b-linux: no entry',
  },
  {
    name: 'an install script nobody allowed',
    check: installing,
    path: 'package-lock.json',
    text: lock({
      '': {},
      'node_modules/node-a': nodePackage,
      'node_modules/b': { hasInstallScript: true },
    }),
    finds: 'allowScripts lacks b',
  },
  {
    name: 'two packages that bring a node',
    check: installing,
    path: 'package-lock.json',
    text: lock({ '': {}, 'node_modules/a': nodePackage, 'node_modules/b': nodePackage }),
    finds: '2 packages bring a node',
  },
];

for (const { name, finds, ...planted } of pages) {
  test(`planted > ${name} is found`, () => {
    const problems = problemsWith(planted);
    expect(problems).toContainEqual(expect.stringContaining(finds));
  });
}
