// Times as foreign files write them → milliseconds. No Date parsing of the platform: that reads a
// time without a zone in the zone of the machine, and 31 February as 3 March. Zones are offsets;
// named ones (Europe/Berlin) would need a database of zones, which core must not have.

import type { Millis } from './time.ts';

export type ReadTime = (text: string) => Millis | undefined;

type Parts = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fractionMs: number;
};

/** Date, and after T or a space: time, fraction, zone. Separators may be left out. */
const iso = new RegExp(
  '^(\\d{4})-?(\\d\\d)-?(\\d\\d)' +
    '(?:[T ](\\d\\d):?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d{1,9}))?)?' +
    '\\s*(Z|[+-]\\d\\d(?::?\\d\\d)?)?)?$',
  'i',
);

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Pieces of a pattern, longest first, with what they match. */
const pieces = {
  yyyy: '(?<yyyy>\\d{4})',
  SSS: '(?<SSS>\\d{1,9})',
  MMM: '(?<MMM>[A-Za-z]{3})',
  MM: '(?<MM>\\d\\d)',
  dd: '(?<dd>\\d\\d)',
  HH: '(?<HH>\\d\\d)',
  mm: '(?<mm>\\d\\d)',
  ss: '(?<ss>\\d\\d)',
  Z: '(?<Z>Z|[+-]\\d\\d(?::?\\d\\d)?)',
} as const;

/** Why a time format or a zone cannot be used, or undefined where it can. */
export function timeProblem(format: string, zone: string): string | undefined {
  if (offsetMs(zone) === undefined) return `zone '${zone}' is no offset such as +02:00 or UTC`;
  if (['iso', 'seconds', 'milliseconds'].includes(format)) return undefined;
  const has = (name: string) => format.includes(name);
  if (has('yyyy') && has('MM') && has('dd')) return undefined;
  return `time '${format}' is none of iso, seconds, milliseconds, and no pattern with yyyy, MM, dd`;
}

export function timeReader(format: string, zone: string): ReadTime {
  const defaultMs = offsetMs(zone) ?? 0;
  if (format === 'iso') return (text) => isoTime(text, defaultMs);
  if (format === 'seconds') return (text) => epoch(text, 1_000);
  if (format === 'milliseconds') return (text) => epoch(text, 1);
  const pattern = compile(format);
  return (text) => patternTime(pattern.exec(text)?.groups, defaultMs);
}

function isoTime(text: string, defaultMs: number): Millis | undefined {
  const found = iso.exec(text);
  if (found === null) return undefined;
  const zoneMs = found[8] === undefined ? defaultMs : offsetMs(found[8]);
  return instant(
    {
      year: Number(found[1]),
      month: Number(found[2]),
      day: Number(found[3]),
      hour: Number(found[4] ?? 0),
      minute: Number(found[5] ?? 0),
      second: Number(found[6] ?? 0),
      fractionMs: fraction(found[7]),
    },
    zoneMs,
  );
}

function patternTime(
  found: Readonly<Record<string, string | undefined>> | undefined,
  defaultMs: number,
): Millis | undefined {
  if (found === undefined) return undefined;
  const { MMM, Z } = found;
  return instant(
    {
      year: Number(found['yyyy']),
      month: MMM === undefined ? Number(found['MM']) : months.indexOf(MMM.toLowerCase()) + 1,
      day: Number(found['dd']),
      hour: Number(found['HH'] ?? 0),
      minute: Number(found['mm'] ?? 0),
      second: Number(found['ss'] ?? 0),
      fractionMs: fraction(found['SSS']),
    },
    Z === undefined ? defaultMs : offsetMs(Z),
  );
}

/** What is no piece stands for itself. */
function compile(format: string): RegExp {
  let source = '';
  for (let at = 0; at < format.length; ) {
    const name = Object.keys(pieces).find((piece) => format.startsWith(piece, at));
    source += name === undefined ? format[at]!.replace(/[^\w ]/, '\\$&') : piece(name);
    at += name?.length ?? 1;
  }
  return new RegExp(`^${source}$`);
}

function piece(name: string): string {
  return pieces[name as keyof typeof pieces];
}

function epoch(text: string, unitMs: number): Millis | undefined {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const ms = Math.floor(Number(text) * unitMs);
  // The end of the time that a Date can hold, and so of ours: 100 million days.
  return Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

/** Digits behind the point as whole milliseconds, cut off: a later event must not come first. */
function fraction(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'));
}

/**
 * Checks the parts itself, because Date.UTC carries over: 31 February would become 3 March. Only
 * second 60 may: a leap second becomes the first second of the next minute.
 */
function instant(parts: Parts, zoneMs: number | undefined): Millis | undefined {
  const { year, month, day, hour, minute, second, fractionMs } = parts;
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  if (zoneMs === undefined || month < 1 || month > 12 || day < 1 || !isTime) return undefined;
  // Date.UTC takes a year below 100 for one of the last century.
  if (year < 100 || day > daysIn(year, month)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, fractionMs) - zoneMs;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** No place on Earth is further ahead, and none so far behind. */
const offsetMinutesMax = 14 * 60;

/** Letters such as CET or IST are no offsets: several zones share them. */
function offsetMs(zone: string): number | undefined {
  if (/^(Z|UTC|GMT)$/i.test(zone)) return 0;
  const found = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(zone);
  if (found === null) return undefined;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  if (minutes > offsetMinutesMax || Number(found[3] ?? 0) > 59) return undefined;
  return (found[1] === '-' ? -1 : 1) * minutes * 60_000;
}
