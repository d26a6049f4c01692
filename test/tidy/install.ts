// Installing is part of the product: what package.json and its lock promise about it. Why Node
// comes this way, and what was tried: docs/decisions/node-through-npm.md.

import type { Check } from './tree.ts';

type Versions = Readonly<Record<string, string>>;
type Package = {
  readonly version?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly bin?: Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly allowScripts?: Readonly<Record<string, boolean>>;
};
type Lock = { readonly packages: Readonly<Record<string, Package>> };

export const installing: Check = (tree) => {
  const own = JSON.parse(tree.get('package.json') ?? '{}') as Package;
  const lock = JSON.parse(tree.get('package-lock.json') ?? '{"packages":{}}') as Lock;
  return [
    ...versions(own),
    ...rootEntry(own, lock),
    ...Object.entries(lock.packages).flatMap(([path, entry]) => lockEntry(path, entry, own)),
    ...platformEntries(lock),
    ...nodes(lock),
  ];
};

const groups = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** What was tested is what is installed. */
function versions(own: Package): string[] {
  return groups.flatMap((group) =>
    Object.entries(own[group] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `package.json:1 ${name} ${version} is no exact version`),
  );
}

function rootEntry(own: Package, lock: Lock): string[] {
  const root = lock.packages[''] ?? {};
  return groups
    .filter((group) => JSON.stringify(root[group] ?? {}) !== JSON.stringify(own[group] ?? {}))
    .map((group) => `package-lock.json:1 ${group} differ from package.json`);
}

function lockEntry(path: string, entry: Package, own: Package): string[] {
  if (path === '') return [];
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const problems: string[] = [];
  if (entry.resolved !== undefined) problems.push(`package-lock.json:1 ${name} names a registry`);
  // npm 12 wants each install script allowed or denied by name; older ones run them all.
  if (entry.hasInstallScript === true && own.allowScripts?.[name] === undefined) {
    problems.push(`package.json:1 allowScripts lacks ${name}`);
  }
  return problems;
}

/** npm 12 refuses a lock that names an optional platform package without an entry for it. */
function platformEntries(lock: Lock): string[] {
  const paths = Object.keys(lock.packages);
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => {
        const nested = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
        return !paths.includes(nested) && !paths.includes(`node_modules/${name}`);
      })
      .map((name) => `package-lock.json:1 ${path || 'the root'} names ${name}: no entry`),
  );
}

/** npm 10 loses the link to `node` where two packages bring one, be one of them left out. */
function nodes(lock: Lock): string[] {
  const bringing = Object.entries(lock.packages).filter(([, { bin }]) => bin?.['node']);
  return bringing.length === 1
    ? []
    : [`package-lock.json:1 ${bringing.length} packages bring a node, not one`];
}
