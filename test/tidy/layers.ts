// The layers of docs/architecture.md, held by reading import lines. There are no exceptions; where
// one seems needed, a port is missing.

import { importsOf, resolved } from './scan.ts';
import { type Check, lineOf, under } from './tree.ts';

type Rule = {
  /** Own layers it may import, by name. */
  readonly layers: readonly string[];
  /** Packages and Node modules it may import; `*`: any. */
  readonly packages: readonly string[];
};

const inside = ['ports', 'telemetry', 'errors', 'core', 'detectors', 'generated'];
const commands = ['stages', 'investigate', 'lab', 'serve'];

const rules: Readonly<Record<string, Rule>> = {
  core: {
    layers: ['core', 'generated/records', 'generated/schemas', 'generated/topics'],
    packages: ['simple-statistics'],
  },
  detectors: { layers: ['core'], packages: [] },
  ports: { layers: ['core', 'generated', 'telemetry'], packages: [] },
  telemetry: { layers: ['core'], packages: [] },
  errors: { layers: ['core'], packages: [] },
  generated: { layers: ['core', 'ports', 'detectors', 'generated'], packages: [] },
  adapters: {
    layers: ['ports', 'telemetry', 'errors', 'core', 'generated'],
    packages: ['*'],
  },
  stages: { layers: inside, packages: [] },
  investigate: { layers: inside, packages: [] },
  lab: { layers: inside, packages: ['simple-statistics'] },
  serve: { layers: inside, packages: [] },
  cli: { layers: [...commands, ...inside, 'config'], packages: ['node:*'] },
  config: { layers: ['core', 'errors'], packages: ['zod', 'yaml', 'node:*'] },
  main: { layers: ['*'], packages: ['*'] },
  'stage-thread': { layers: ['*'], packages: ['*'] },
  'open-log': {
    layers: ['adapters/local-log', 'adapters/kafka', 'adapters/registry', 'cli', ...inside],
    packages: ['node:*'],
  },
  start: { layers: ['main'], packages: ['node:*'] },
};

/** A package belongs to one outside thing: who may import it. Others: any layer with packages. */
const owners: Readonly<Record<string, readonly string[]>> = {
  '@clickhouse/client': ['adapters/clickhouse', 'adapters/embedded-clickhouse'],
  'ffi-rs': ['adapters/embedded-clickhouse'],
  'node:sqlite': ['adapters/local-log', 'adapters/system'],
  'node:worker_threads': ['adapters/thread'],
  'node:http': ['adapters/http', 'adapters/embedded-clickhouse'],
  'csv-parse': ['adapters/input'],
  kafkajs: ['adapters/kafka'],
  snappy: ['adapters/kafka'],
  'lz4-napi': ['adapters/kafka'],
  '@node-rs/crc32': ['adapters/kafka'],
  '@kafkajs/confluent-schema-registry': ['adapters/registry'],
  avsc: ['adapters/registry', 'adapters/input', 'adapters/clickhouse'],
  pino: ['adapters/telemetry'],
};

/** Which layer a file is in, and for adapters which one: `adapters/kafka`. */
export function layerOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  if (/^settings?-/.test(first)) return 'config';
  if (first.endsWith('.ts')) return first.slice(0, -'.ts'.length);
  return first === 'adapters' ? `adapters/${second}` : first;
}

export const layers: Check = (tree) =>
  under(tree, 'src/').flatMap(([path, text]) => {
    const own = layerOf(path);
    return importsOf(text).flatMap(({ from, index }) => {
      const problem = from.startsWith('.')
        ? layerProblem(path, resolved(path, from))
        : packageProblem(own, from);
      return problem === undefined ? [] : [`${path}:${lineOf(text, index)} ${problem}`];
    });
  });

function ruleOf(layer: string): Rule | undefined {
  return rules[layer.split('/')[0] ?? ''];
}

function layerProblem(path: string, target: string): string | undefined {
  const own = layerOf(path);
  const other = layerOf(target);
  if (!target.startsWith('src/')) return `${own} must not reach outside src: ${target}`;
  if (own === 'detectors' && other === 'detectors')
    return `one detector imports another: ${target}`;
  if (own === other) return undefined;
  const rule = ruleOf(own);
  if (rule === undefined) return `${own} is no layer: see docs/architecture.md`;
  const file = target.slice('src/'.length).replace(/\.ts$/, '');
  const isAllowed = rule.layers.some((layer) => layer === '*' || layer === other || layer === file);
  return isAllowed ? undefined : `${own} must not import ${target}`;
}

function packageProblem(own: string, from: string): string | undefined {
  const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : from;
  const bare = name.startsWith('node:') || name.startsWith('@') ? name : (name.split('/')[0] ?? '');
  const rule = ruleOf(own);
  if (rule === undefined) return `${own} is no layer: see docs/architecture.md`;
  const isAllowed = rule.packages.some(
    (one) => one === '*' || one === bare || (one === 'node:*' && bare.startsWith('node:')),
  );
  if (!isAllowed) return `${own} must not import ${from}`;
  const holders = owners[bare];
  if (holders === undefined || holders.includes(own) || own === 'main') return undefined;
  return `${from} belongs to ${holders.join(', ')}, not to ${own}`;
}
