// A small repository in which all is well, for the tests of the tidy tests: they plant one
// violation at a time and see that its check finds it.

import type { Check, Tree } from './tree.ts';

export type Planted = {
  readonly name: string;
  readonly check: Check;
  readonly path: string;
  readonly text: string;
  readonly finds: string;
};

export const lock = (packages: object) => JSON.stringify({ packages });
export const nodePackage = { version: '24.21.0', bin: { node: 'bin/node' } };

/** A page with one promise. */
export function badInput(outcome: string, name: string): string {
  const row = `| much | ${outcome} | \`test/burst.test.ts\` › ${name} |`;
  return `# Bad input\n\n| input | outcome | test |\n|---|---|---|\n${row}\n`;
}

export const sound: Tree = new Map([
  ['package.json', '{"scripts":{"start":"node src/main.ts"}}'],
  ['package-lock.json', lock({ '': {}, 'node_modules/node-a': nodePackage })],
  ['README.md', '# Title\n\nSee [the page](docs/reference/errors.md).\n'],
  ['docs/bad-input.md', badInput('dead letter `too-large`', 'too much')],
  ['src/main.ts', "// Starts.\nimport './core/sum.ts';\nimport './errors.ts';\n"],
  ['src/core/sum.ts', '// Adds.\nexport const sum = (a: number, b: number) => a + b;\n'],
  ['src/detectors/burst.ts', "// Bursts.\nimport { sum } from '../core/sum.ts';\nsum(1, 2);\n"],
  ['src/errors.ts', "// Failures.\nexport const outsideErrors = {\n  'disk-full': {},\n};\n"],
  [
    'test/burst.test.ts',
    "// Tests.\nimport '../src/detectors/burst.ts';\ntest('too much', () => 'too-large');\n",
  ],
  [
    'docs/reference/errors.md',
    '# Errors\n\n| code | next |\n| --- | --- |\n| `disk-full` | Tidy. |\n',
  ],
  [
    'schemas/tick.avsc',
    '{"type":"record","name":"Tick","doc":"d","fields":[{"name":"at","type":"int","doc":"d"}]}',
  ],
]);

/** What the check says of the small repository with this one file in it. */
export function problemsWith({ check, path, text }: Omit<Planted, 'name' | 'finds'>) {
  return check(new Map([...sound, [path, text]]));
}
