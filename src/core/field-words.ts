// How the words of a foreign file are read as values of a field: numbers, booleans, lists, times.
// A converter answers undefined for what it cannot read; it never guesses. Used by mapping.ts.

import { type ReadTime, timeReader } from './time-words.ts';

export type FieldType = 'string' | 'int' | 'long' | 'double' | 'boolean' | 'time' | 'list';

export type Reading = {
  /** `iso` (the default), `seconds`, `milliseconds`, or a pattern such as dd/MM/yyyy HH:mm:ss. */
  readonly time?: string | undefined;
  /** Of times that name none: +02:00, -0530 or UTC (the default). */
  readonly zone?: string | undefined;
  /** Character between the items of a list. */
  readonly split?: string | undefined;
  readonly true?: readonly string[] | undefined;
  readonly false?: readonly string[] | undefined;
};

/** Undefined: the value cannot be read. */
export type Convert = (value: unknown) => unknown;

const numberWords = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function converterOf(type: FieldType, reading: Reading): Convert {
  switch (type) {
    case 'string':
      return asText;
    case 'int':
      return (value) => whole(value, 0x7fffffff);
    case 'long':
      return (value) => whole(value, Number.MAX_SAFE_INTEGER);
    case 'double':
      return asNumber;
    case 'boolean':
      return truth(reading);
    case 'time':
      return asTime(timeReader(reading.time ?? 'iso', reading.zone ?? 'UTC'), reading.time);
    case 'list':
      return list(reading.split);
  }
}

/**
 * Ids are often numbers in foreign files, and text with us. JSON can spell half a character
 * ("\ud800") that UTF-8 cannot: it becomes U+FFFD here, as it would in the log, so that an id is
 * the same before and after it was written.
 */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

function asNumber(value: unknown): number | undefined {
  const read = typeof value === 'string' && numberWords.test(value.trim()) ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

function whole(value: unknown, largest: number): number | undefined {
  const read = asNumber(value);
  return read !== undefined && Number.isInteger(read) && Math.abs(read) <= largest
    ? read
    : undefined;
}

function truth(reading: Reading): Convert {
  const yes = new Set((reading.true ?? ['true', 'yes', '1']).map((word) => word.toLowerCase()));
  const no = new Set((reading.false ?? ['false', 'no', '0']).map((word) => word.toLowerCase()));
  return (value) => {
    if (typeof value === 'boolean') return value;
    const word = asText(value)?.trim().toLowerCase();
    if (word === undefined) return undefined;
    return yes.has(word) ? true : no.has(word) ? false : undefined;
  };
}

/** Text becomes a list of one, or is split; items that are empty are left out. */
function list(split: string | undefined): Convert {
  return (value) => {
    if (Array.isArray(value)) {
      const items = value.map(asText);
      return items.includes(undefined) ? undefined : items;
    }
    const text = asText(value);
    if (text === undefined) return undefined;
    const items = split === undefined ? [text] : text.split(split).map((item) => item.trim());
    return items.filter((item) => item !== '');
  };
}

/** A number where text is expected is taken as milliseconds, as our own records have it. */
function asTime(read: ReadTime, format: string | undefined): Convert {
  return (value) => {
    if (typeof value === 'number' && format === undefined) return whole(value, 8.64e15);
    const text = asText(value);
    return text === undefined ? undefined : read(text.trim());
  };
}
