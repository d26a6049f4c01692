// Values of hunt parameters: from what a person types to what ClickHouse takes. Used by hunt.ts.

import { timeReader } from '../core/time-words.ts';

export const instantType = "DateTime64(3, 'UTC')";

export const huntTypes = ['String', 'Array(String)', 'UInt32', 'Float64', instantType] as const;

export type HuntType = (typeof huntTypes)[number];
export type HuntValue = string | number | readonly string[];

export type ParsedValue =
  | { readonly kind: 'value'; readonly value: HuntValue }
  | { readonly kind: 'problem'; readonly problem: string };

export function isHuntType(text: string): text is HuntType {
  return (huntTypes as readonly string[]).includes(text);
}

export function parseHuntValue(type: HuntType, given: string | readonly string[]): ParsedValue {
  if (type === 'Array(String)') {
    const list = typeof given === 'string' ? given.split(',') : given;
    const items = list.map((item) => item.trim()).filter((item) => item !== '');
    return items.length > 0 ? { kind: 'value', value: items } : problem('the list is empty.');
  }
  if (typeof given !== 'string') return problem('one value is wanted, not a list.');
  switch (type) {
    case 'String':
      return { kind: 'value', value: given };
    case 'UInt32':
      return /^\d{1,9}$/.test(given)
        ? { kind: 'value', value: Number(given) }
        : problem(`"${given}" is no whole number from 0 to 999999999.`);
    case 'Float64':
      return given.trim() !== '' && Number.isFinite(Number(given))
        ? { kind: 'value', value: Number(given) }
        : problem(`"${given}" is no number.`);
    case instantType:
      return parseInstant(given);
  }
}

const instant =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?\s?(?:Z|[+-]\d\d:\d\d)?$/;

const readTime = timeReader('iso', 'UTC');

/** What DateTime64 holds: beyond it another time would be asked for, and nothing said. */
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2300, 0, 1) - 1;

/** A day, or a day and a time; UTC unless it says otherwise. As ClickHouse reads it: in UTC. */
function parseInstant(given: string): ParsedValue {
  const text = given.trim();
  // Of what is written alike, those that exist: Date.parse makes 2 March of 30 February.
  const at = instant.test(text) ? readTime(text) : undefined;
  if (at === undefined) {
    return problem(`"${given}" is no time; write 2026-01-31 or 2026-01-31T09:00 (UTC).`);
  }
  if (at < earliest || at > latest) {
    const from = new Date(earliest).getUTCFullYear();
    const to = new Date(latest).getUTCFullYear();
    return problem(`"${given}" is not within ${from} to ${to}: ClickHouse knows no other times.`);
  }
  return { kind: 'value', value: new Date(at).toISOString().replace('T', ' ').replace('Z', '') };
}

function problem(text: string): ParsedValue {
  return { kind: 'problem', problem: text };
}
