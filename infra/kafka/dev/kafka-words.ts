// The command line of `npm run kafka`, read and refused as that of molecatcher is: the nearest name
// where one was mistyped, and the exit code 2 for whatever is wrong with the words themselves.
// Used by kafka.ts.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { suggestion } from '../../../src/core/nearest.ts';
import { KafkaTrouble } from './kafka-trouble.ts';

/** A slip of the command line. */
export class WrongWord extends KafkaTrouble {}

const verbs = ['start', 'stop', 'status', 'wipe'] as const;

export type KafkaWords = {
  /** Undefined where help is asked for, or nothing. */
  readonly verb: (typeof verbs)[number] | undefined;
  readonly brokers?: 1 | 3;
  readonly port?: number;
  readonly registryPort?: number;
  readonly folder?: string;
};

const options = {
  brokers: { type: 'string' },
  port: { type: 'string' },
  'registry-port': { type: 'string' },
  folder: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export function readWords(words: readonly string[]): KafkaWords {
  const { verb, flags } = parsed(words);
  const brokers = flags.get('brokers');
  if (brokers !== undefined && brokers !== '1' && brokers !== '3') {
    throw new WrongWord(`--brokers is ${brokers}: it must be 1 or 3.`);
  }
  const port = portIn('port', flags);
  const registryPort = portIn('registry-port', flags);
  const folder = flags.get('folder');
  return {
    verb: flags.has('help') ? undefined : verb,
    ...(brokers === undefined ? {} : { brokers: brokers === '1' ? 1 : 3 }),
    ...(port === undefined ? {} : { port }),
    ...(registryPort === undefined ? {} : { registryPort }),
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
  };
}

type Flags = ReadonlyMap<string, string>;

function parsed(words: readonly string[]): { verb: KafkaWords['verb']; flags: Flags } {
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Map<string, string>();
  const given: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind === 'option') flags.set(token.name, checkedValue(token));
  }
  const [word, extra] = given;
  if (extra !== undefined) throw new WrongWord(`What is '${extra}' for?`);
  const verb = verbs.find((one) => one === word);
  if (verb === undefined && word !== undefined) {
    throw new WrongWord(`There is no command ${word}.${suggestion(word, verbs)}`);
  }
  return { verb, flags };
}

type Option = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function checkedValue({ name, rawName, value, inlineValue }: Option): string {
  const option = Object.entries(options).find(([known]) => known === name)?.[1];
  if (option === undefined) {
    const meant = suggestion(name, Object.keys(options)).replace('mean ', 'mean --');
    throw new WrongWord(`There is no flag ${rawName}.${meant}`);
  }
  if (option.type === 'boolean') {
    if (value === undefined) return '';
    throw new WrongWord(`The flag ${rawName} takes no value.`);
  }
  const isForgotten = value === undefined || (inlineValue !== true && value.startsWith('-'));
  if (isForgotten) throw new WrongWord(`The flag ${rawName} needs a value.`);
  return value;
}

function portIn(name: string, flags: Flags): number | undefined {
  const text = flags.get(name);
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_530) return port;
  throw new WrongWord(`--${name} is ${text}: it must be a whole number from 1 to 65530.`);
}
