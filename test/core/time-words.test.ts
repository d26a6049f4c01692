// Times as foreign files write them.

import { expect, test } from 'vitest';
import { timeProblem, timeReader } from '../../src/core/time-words.ts';

const at = Date.UTC(2011, 9, 1, 0, 38, 44, 546);

for (const { name, format = 'iso', zone = 'UTC', text, expected } of [
  { name: 'ISO with a zone', text: '2011-10-01T02:38:44.546+02:00', expected: at },
  { name: 'ISO with Z', text: '2011-10-01T00:38:44.546Z', expected: at },
  { name: 'ISO without a zone', zone: '-05:30', text: '2011-09-30 19:08:44.546', expected: at },
  { name: 'more digits than milliseconds', text: '2011-10-01T00:38:44.546999Z', expected: at },
  { name: 'a day alone', text: '2011-10-01', expected: Date.UTC(2011, 9, 1) },
  { name: 'compact', text: '20111001T003844,546Z', expected: at },
  { name: '31 February', text: '2011-02-31', expected: undefined },
  { name: '29 February of a leap year', text: '2012-02-29', expected: Date.UTC(2012, 1, 29) },
  { name: '29 February of another', text: '2011-02-29', expected: undefined },
  { name: 'a zone that is nowhere', text: '2011-10-01T02:38:44+99:00', expected: undefined },
  { name: 'minutes of a zone', text: '2011-10-01T02:38:44+02:75', expected: undefined },
  { name: 'a year without its century', text: '0026-10-01', expected: undefined },
  { name: 'hour 24', text: '2011-10-01T24:00:00Z', expected: undefined },
  { name: 'words', text: 'yesterday', expected: undefined },
  { name: 'seconds', format: 'seconds', text: '1317429524.546', expected: at },
  { name: 'milliseconds', format: 'milliseconds', text: '1317429524546', expected: at },
  { name: 'seconds that are none', format: 'seconds', text: '0x10', expected: undefined },
  {
    name: 'a pattern with its zone',
    format: 'dd/MMM/yyyy:HH:mm:ss Z',
    text: '01/Oct/2011:02:38:44 +0200',
    expected: at - 546,
  },
  {
    name: 'a pattern without a zone',
    format: 'dd.MM.yyyy HH:mm',
    zone: '+02:00',
    text: '01.10.2011 02:38',
    expected: at - 44_546,
  },
  {
    name: 'a month that does not exist',
    format: 'dd/MMM/yyyy',
    text: '01/Foo/2011',
    expected: undefined,
  },
] as { name: string; format?: string; zone?: string; text: string; expected?: number }[]) {
  test(`time > ${name}`, () => expect(timeReader(format, zone)(text)).toBe(expected));
}

for (const { name, format, zone, says } of [
  { name: 'a zone by name', format: 'iso', zone: 'Europe/Berlin', says: 'no offset' },
  { name: 'a pattern without a year', format: 'dd.MM.', zone: 'UTC', says: 'no pattern' },
]) {
  test(`time > refused: ${name}`, () => expect(timeProblem(format, zone)).toContain(says));
}
