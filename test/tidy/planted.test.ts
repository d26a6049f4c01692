// Tests of the tidy tests: a small repository in which all is well, one violation planted at a
// time, and the check that must find it. A check that finds nothing here protects nothing.

import { expect, test } from 'vitest';
import { banned, leftovers } from './bans.ts';
import { installing } from './install.ts';
import { layers } from './layers.ts';
import { names, openings } from './names.ts';
import { explained, headings, links, schemaDocs } from './pages.ts';
import { machinePlaces, topLevelNames } from './places.ts';
import { reach } from './reach.ts';
import { sizes } from './sizes.ts';
import type { Check, Tree } from './tree.ts';

/** Written in pieces, so that the check for places does not find it in this file. */
const host = ['https://registry', 'npmjs', 'org/a.tgz'].join('.');
const folder = `/${'home'}/someone/project`;

const lock = (packages: object) => JSON.stringify({ packages });
const nodePackage = { version: '24.21.0', bin: { node: 'bin/node' } };

const sound: Tree = new Map([
  ['package.json', '{"scripts":{"start":"node src/main.ts"}}'],
  ['package-lock.json', lock({ '': {}, 'node_modules/node-a': nodePackage })],
  ['README.md', '# Title\n\nSee [the page](docs/reference/errors.md).\n'],
  ['src/main.ts', "// Starts.\nimport './core/sum.ts';\nimport './errors.ts';\n"],
  ['src/core/sum.ts', '// Adds.\nexport const sum = (a: number, b: number) => a + b;\n'],
  ['src/detectors/burst.ts', "// Bursts.\nimport { sum } from '../core/sum.ts';\nsum(1, 2);\n"],
  ['src/errors.ts', "// Failures.\nexport const outsideErrors = {\n  'disk-full': {},\n};\n"],
  ['test/burst.test.ts', "// Tests.\nimport '../src/detectors/burst.ts';\n"],
  [
    'docs/reference/errors.md',
    '# Errors\n\n| code | next |\n| --- | --- |\n| `disk-full` | Tidy. |\n',
  ],
  [
    'schemas/tick.avsc',
    '{"type":"record","name":"Tick","doc":"d","fields":[{"name":"at","type":"long","doc":"When."}]}',
  ],
]);

const every: readonly Check[] = [
  layers,
  banned,
  leftovers,
  sizes,
  names,
  openings,
  reach,
  links,
  headings,
  explained,
  schemaDocs,
  machinePlaces,
  topLevelNames,
  installing,
];

test('planted > in the small repository all is well', () => {
  expect(every.flatMap((check) => check(sound))).toEqual([]);
});

type Planted = {
  readonly name: string;
  readonly check: Check;
  readonly path: string;
  readonly text: string;
  readonly finds: string;
};

const code: readonly Planted[] = [
  {
    name: 'core imports node:fs',
    check: layers,
    path: 'src/core/sum.ts',
    text: "// Adds.\nimport { readFileSync } from 'node:fs';\n",
    finds: 'src/core/sum.ts:2 core must not import node:fs',
  },
  {
    name: 'core imports an adapter',
    check: layers,
    path: 'src/core/sum.ts',
    text: "// Adds.\nimport type { A } from '../adapters/kafka/a.ts';\n",
    finds: 'core must not import src/adapters/kafka/a.ts',
  },
  {
    name: 'core imports it late',
    check: layers,
    path: 'src/core/sum.ts',
    text: "// Adds.\nexport const late = () => import('../adapters/kafka/a.ts');\n",
    finds: 'core must not import src/adapters/kafka/a.ts',
  },
  {
    name: 'a detector imports another detector',
    check: layers,
    path: 'src/detectors/burst.ts',
    text: "// Bursts.\nexport { drip } from './drip.ts';\n",
    finds: 'one detector imports another',
  },
  {
    name: 'a stage imports a client',
    check: layers,
    path: 'src/stages/archive.ts',
    text: "// Archives.\nimport { createClient } from '@clickhouse/client';\n",
    finds: 'stages must not import @clickhouse/client',
  },
  {
    name: 'an adapter imports another adapter',
    check: layers,
    path: 'src/adapters/http/listen.ts',
    text: "// Listens.\nimport { a } from '../kafka/a.ts';\n",
    finds: 'adapters/http must not import src/adapters/kafka/a.ts',
  },
  {
    name: 'an adapter imports the client of another',
    check: layers,
    path: 'src/adapters/http/listen.ts',
    text: "// Listens.\nimport { DatabaseSync } from 'node:sqlite';\n",
    finds: 'node:sqlite belongs to adapters/local-log',
  },
  {
    name: 'a command imports an adapter',
    check: layers,
    path: 'src/cli/run.ts',
    text: "// Runs.\nimport {\n  a,\n  b,\n} from '../adapters/kafka/a.ts';\n",
    finds: 'cli must not import src/adapters/kafka/a.ts',
  },
  {
    name: 'a folder that is no layer',
    check: layers,
    path: 'src/shared/a.ts',
    text: "// Shared.\nimport { sum } from '../core/sum.ts';\n",
    finds: 'shared is no layer',
  },
  {
    name: 'Date.now in a detector',
    check: banned,
    path: 'src/detectors/burst.ts',
    text: '// Bursts.\nexport const now = Date.now();\n',
    finds: 'src/detectors/burst.ts:2 Date.now',
  },
  {
    name: 'Math.random inside a template',
    check: banned,
    path: 'src/core/sum.ts',
    text: `// Adds.\nexport const id = \`a-\${Math.random()}\`;\n`,
    finds: 'Math.random',
  },
  {
    name: 'state in a module of core',
    check: banned,
    path: 'src/core/sum.ts',
    text: '// Adds.\nlet calls = 0;\n',
    finds: 'let: state in a module',
  },
  {
    name: 'a second reader of the environment',
    check: banned,
    path: 'src/adapters/http/listen.ts',
    text: "// Listens.\nexport const port = process.env['PORT'];\n",
    finds: 'config.ts alone reads the environment',
  },
  {
    name: 'an empty catch',
    check: banned,
    path: 'src/stages/enrich.ts',
    text: '// Enriches.\ntry {\n  run();\n} catch {\n  // Never mind.\n}\n',
    finds: 'an empty catch',
  },
  {
    name: 'work left over without an issue',
    check: leftovers,
    path: 'src/core/sum.ts',
    text: `// Adds.\n// ${'TO'}DO: subtract\n`,
    finds: 'without the number of an issue',
  },
  {
    name: 'a function of 71 lines, with an object type before its body',
    check: sizes,
    path: 'src/core/sum.ts',
    text: `// Adds.\nfunction long(): { a: number } {\n${'  run();\n'.repeat(69)}}\n`,
    finds: 'src/core/sum.ts:2 a function of 71 lines',
  },
  {
    name: 'a method of 71 lines',
    check: sizes,
    path: 'src/core/sum.ts',
    text: `// Adds.\nclass A {\n  #long(a: string) {\n${'    run();\n'.repeat(69)}  }\n}\n`,
    finds: 'a function of 71 lines',
  },
  {
    name: 'five parameters, one of them a function',
    check: sizes,
    path: 'src/core/sum.ts',
    text: '// Adds.\nconst f = (a: A<B, C>, b: (x: D, y: E) => F, c: G, d: H, e: I) => a;\n',
    finds: '5 positional parameters',
  },
  {
    name: 'a detector of 121 lines',
    check: sizes,
    path: 'src/detectors/burst.ts',
    text: `// Bursts.\n${'run();\n'.repeat(120)}`,
    finds: 'more than 120 lines',
  },
  {
    name: 'a line of 101 columns',
    check: sizes,
    path: 'src/core/sum.ts',
    text: `// Adds.\n// ${'x'.repeat(98)}\n`,
    finds: 'src/core/sum.ts:2 more than 100 columns',
  },
  {
    name: 'thirteen imports',
    check: sizes,
    path: 'src/core/sum.ts',
    text: `// Adds.\n${"import { a } from './a.ts';\n".repeat(13)}`,
    finds: '13 imports',
  },
  {
    name: 'a file of helpers',
    check: names,
    path: 'src/core/time-helpers.ts',
    text: '// Time.\n',
    finds: '"helpers" in a file name says nothing',
  },
  {
    name: 'a type that manages',
    check: names,
    path: 'src/core/sum.ts',
    text: '// Adds.\nexport class SumManager {}\n',
    finds: '"Manager" in a type name says nothing',
  },
  {
    name: 'a file that does not say what it is',
    check: openings,
    path: 'src/core/sum.ts',
    text: 'export const sum = 1;\n',
    finds: 'does not open with a comment',
  },
  {
    name: 'a file nobody uses',
    check: reach,
    path: 'src/core/forgotten.ts',
    text: '// Forgotten.\n',
    finds: 'src/core/forgotten.ts:1 nothing reaches this file',
  },
];

const rest: readonly Planted[] = [
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
    text: '{"type":"record","name":"Tick","doc":"d","fields":[{"name":"at","doc":"d","type":["null",{"type":"array","items":{"type":"record","name":"In","doc":"d","fields":[{"name":"x","type":"int"}]}}]}]}',
    finds: 'In.x has no doc',
  },
  {
    name: 'a setting nobody explains',
    check: explained,
    path: 'src/config.ts',
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
    name: 'two titles',
    check: headings,
    path: 'docs/a.md',
    text: '# A\n\n```\n# not this one\n```\n\n# B\n',
    finds: 'docs/a.md:1 has 2 headings',
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

for (const { name, check, path, text, finds } of [...code, ...rest]) {
  test(`planted > ${name} is found`, () => {
    const problems = check(new Map([...sound, [path, text]]));
    expect(problems).toContainEqual(expect.stringContaining(finds));
  });
}

for (const { name, check, path, text } of [
  {
    name: 'the same words in comments, strings and patterns',
    check: banned,
    path: 'src/core/sum.ts',
    text: "// Never Date.now() here.\nexport const a = 'Date.now()';\nexport const b = /Math.random/;\n",
  },
  {
    name: 'let inside a function',
    check: banned,
    path: 'src/core/sum.ts',
    text: '// Adds.\nexport function f() {\n  let a = 0;\n  return a;\n}\n',
  },
  {
    name: 'a function of exactly 70 lines',
    check: sizes,
    path: 'src/core/sum.ts',
    text: `// Adds.\nfunction long() {\n${'  run();\n'.repeat(68)}}\n`,
  },
  {
    name: 'a call with a long callback in a test',
    check: sizes,
    path: 'test/burst.test.ts',
    text: `// Tests.\ndescribe('a', () => {\n${'  run();\n'.repeat(90)}});\n`,
  },
] satisfies readonly Omit<Planted, 'finds'>[]) {
  test(`planted > ${name} is no violation`, () => {
    expect(check(new Map([...sound, [path, text]]))).toEqual([]);
  });
}
