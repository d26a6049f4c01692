// Tests of the tidy tests about code: each violation is planted alone, and must be found.

import { expect, test } from 'vitest';
import { banned, leftovers } from './bans.ts';
import { layers } from './layers.ts';
import { names, openings } from './names.ts';
import { type Planted, problemsWith } from './planted.ts';
import { reach, started } from './reach.ts';
import { sizes } from './sizes.ts';

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
  {
    name: 'a script without its file',
    check: started,
    path: 'package.json',
    text: '{"scripts":{"bench":"node src/main.ts && node test/bench/moved.ts"}}',
    finds: 'package.json:1 the script bench needs test/bench/moved.ts, which is not there',
  },
];

for (const { name, finds, ...planted } of code) {
  test(`planted > ${name} is found`, () => {
    const problems = problemsWith(planted);
    expect(problems).toContainEqual(expect.stringContaining(finds));
  });
}

for (const { name, ...planted } of [
  {
    name: 'the same words in comments, strings and patterns',
    check: banned,
    path: 'src/core/sum.ts',
    text: "// Never Date.now().\nexport const a = 'Date.now()';\nexport const b = /Math.random/;\n",
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
    expect(problemsWith(planted)).toEqual([]);
  });
}
