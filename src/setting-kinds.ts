// The kinds of settings: how each is read from a word (flag, environment) or a YAML value, and what
// is said when it cannot be. Used by config.ts only; zod stays behind this file.

import * as z from 'zod';
import type { Millis } from './core/time.ts';

export type Kind =
  | 'text'
  | 'secret'
  | 'url'
  | 'addresses'
  | 'count'
  | 'ratio'
  | 'share'
  | 'score'
  | 'duration'
  | 'choice';

/** One setting: everything that help, documentation and checking need to know of it. */
export type Definition<V = unknown> = {
  readonly kind: Kind;
  readonly default: V;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly doc: string;
  /** The command that produced the default, where it was not simply chosen. */
  readonly producedBy?: string | undefined;
  readonly schema: z.ZodType<V>;
};

const durationText = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function text(value: string, doc: string): Definition<string> {
  return { kind: 'text', default: value, doc, schema: z.string('must be text') };
}

/** A name that goes into statements: letters, digits and _ only. */
export function identifier(value: string, doc: string): Definition<string> {
  const error = 'must be a name of letters, digits and _';
  return {
    kind: 'text',
    default: value,
    doc,
    schema: z.string({ error }).regex(/^\w+$/, { error }),
  };
}

/** Never printed. */
export function secret(doc: string): Definition<string> {
  return { kind: 'secret', default: '', doc, schema: z.string('must be text') };
}

/** `example` is what whoever gave none is shown. */
export function url(value: string, doc: string, example: string): Definition<string> {
  const schema = z
    .string('must be an address')
    .refine((address) => address === '' || /^https?:$/.test(protocolOf(address)), {
      error: `must be an address such as ${example}`,
    });
  return { kind: 'url', default: value, doc, schema };
}

/** As url, or the folder of another molecatcher. `./` tells a folder from a slip in an address. */
export function urlOrFolder(doc: string): Definition<string> {
  const schema = z
    .string('must be an address')
    .refine((place) => place === '' || isFolder(place) || /^https?:$/.test(protocolOf(place)), {
      error: 'must be an address such as http://127.0.0.1:8123, or a folder such as ./data',
    });
  return { kind: 'url', default: '', doc, schema };
}

/** Whether it is a folder that such a setting names. */
export function isFolder(place: string): boolean {
  return /^\.{0,2}\//.test(place);
}

/** `host:port` with commas between them; in YAML also a list. Frozen, since it is shared. */
export function addresses(doc: string): Definition<readonly string[]> {
  const error = 'must be addresses such as kafka-1:9092,kafka-2:9092';
  const none: readonly string[] = Object.freeze([]);
  const one = z.string({ error }).regex(/^(\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i, { error });
  const word = z.string().transform((list) => list.split(',').map((item) => item.trim()));
  const schema = z
    .union([word, z.array(z.string())], { error })
    .transform((items) => items.filter((item) => item !== ''))
    .pipe(z.array(one))
    .transform((items): readonly string[] => Object.freeze([...new Set(items)]));
  return { kind: 'addresses', default: none, doc, schema };
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}

type Bounds = { readonly min: number; readonly max: number };

export function count(value: number, bounds: Bounds, doc: string): Definition<number> {
  return number('count', value, { ...bounds, doc });
}

type NumberKind = 'count' | 'ratio' | 'share' | 'score';
type NumberOptions = Bounds & { readonly doc: string; readonly producedBy?: string | undefined };

export function number(
  kind: NumberKind,
  value: number,
  options: NumberOptions,
): Definition<number> {
  const { min, max } = options;
  const noun = kind === 'count' ? 'a whole number' : 'a number';
  const error = `must be ${noun} from ${min} to ${max}`;
  const isWhole = (read: number) => kind !== 'count' || Number.isSafeInteger(read);
  const schema = numeric(error).refine((read) => isWhole(read) && read >= min && read <= max, {
    error,
  });
  return { kind, default: value, ...options, schema };
}

function numeric(error: string) {
  const word = z.string().regex(/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i);
  return z.union([z.number(), word.transform(Number)], { error });
}

/** Read from `90s`, `10m`, `1.5h`, `7d`; kept in milliseconds. */
export function duration(value: Millis, bounds: Bounds, doc: string): Definition<number> {
  const { min, max } = bounds;
  const error = `must be a time such as 90s, 10m, 1.5h or 7d, from ${span(min)} to ${span(max)}`;
  const schema = z
    .string({ error })
    .regex(durationText, { error })
    .transform(spanMs)
    .refine((read) => read >= min && read <= max, { error });
  return { kind: 'duration', default: value, min, max, doc, schema };
}

function spanMs(word: string): number {
  const [, amount, unit] = durationText.exec(word) ?? [];
  return Number(amount) * unitMs[unit as keyof typeof unitMs];
}

/** Milliseconds as the largest unit that says them exactly. */
export function span(ms: Millis): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms > 0 && ms % unitMs[unit] === 0) return `${ms / unitMs[unit]}${unit}`;
  }
  return `${ms}ms`;
}

export function choice<const C extends string>(
  value: C,
  choices: readonly C[],
  doc: string,
): Definition<C> {
  const schema = z.enum(choices, { error: `must be one of ${choices.join(', ')}` });
  return { kind: 'choice', default: value, choices, doc, schema: schema as z.ZodType<C> };
}
