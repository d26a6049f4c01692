// What must not be in the repository: places of one machine, and folders nobody agreed on.

import { type Check, lineOf } from './tree.ts';

/** Put together here, so that this file does not name them itself. */
const places: readonly RegExp[] = [
  new RegExp(['registry', 'npmjs'].join('\\.'), 'i'),
  new RegExp(`"${['resol', 'ved'].join('')}": "http`),
  new RegExp(`(?<![\\w.])/(?:${['work', 'tmp', 'root', 'home'].join('|')})/[\\w.]`),
  new RegExp(`(?<![\\w.])/${['Us', 'ers'].join('')}/\\w`),
];

export const machinePlaces: Check = (tree) =>
  [...tree].flatMap(([path, text]) =>
    places.flatMap((place) => {
      const found = place.exec(text);
      if (found === null) return [];
      return [`${path}:${lineOf(text, found.index)} a place of one machine: ${found[0]}`];
    }),
  );

const topLevel = new Set([
  'src',
  'schemas',
  'infra',
  'test',
  'docs',
  'examples',
  'package.json',
  'package-lock.json',
  'docker-compose.yml',
  'Dockerfile',
  'tsconfig.json',
  'tsconfig.core.json',
  'tsconfig.build.json',
  'biome.json',
  'vitest.config.ts',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
]);

export const topLevelNames: Check = (tree) =>
  [...new Set([...tree.keys()].map((path) => path.split('/')[0] ?? ''))]
    .filter((name) => !name.startsWith('.') && !topLevel.has(name))
    .map((name) => `${name}:1 does not belong at the top level`);
