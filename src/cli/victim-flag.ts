// The flag that asks for a list of customers who complain of fraud. For world-flags.

import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import { fewestVictimDays, usualVictims, type VictimSettings } from '../lab/simulate-settings.ts';
import type { Flag } from './command.ts';

export const victimFlag: Flag = {
  name: 'victims',
  value: 'k=N,…',
  doc:
    'So many customers complain of fraud: k=20,unrelated=0.3,error=4,known=0.8,list=1 are the ' +
    'usual numbers, and each can be left out: docs/worlds.md.',
};

/** By the words of the flag: what it sets, and from where to where it may go. */
const words = {
  k: { setting: 'count', max: 10_000, isWhole: true },
  unrelated: { setting: 'unrelatedShare', max: 1, isWhole: false },
  error: { setting: 'errorDays', max: 60, isWhole: false },
  known: { setting: 'knownShare', max: 1, isWhole: false },
  list: { setting: 'list', max: 1e9, isWhole: true },
} as const;

export function victimsFrom(text: string | undefined, days: number): VictimSettings | undefined {
  if (text === undefined) return undefined;
  if (days < fewestVictimDays) {
    const message = `--victims needs a world of ${fewestVictimDays} days: people complain late.`;
    throw new OutsideError('bad-usage', message);
  }
  const numbers = text
    .split(',')
    .filter((word) => word.trim() !== '')
    .map(numberFrom);
  return { ...usualVictims, ...Object.fromEntries(numbers) };
}

function numberFrom(text: string): readonly [setting: string, value: number] {
  const [name = '', value = '', ...more] = text.split('=').map((word) => word.trim());
  const word = Object.hasOwn(words, name) ? words[name as keyof typeof words] : undefined;
  if (word === undefined) {
    const known = Object.keys(words);
    const meant = suggestion(name, known) || ` There are: ${known.join(', ')}.`;
    throw new OutsideError('bad-usage', `--victims: there is no '${name}'.${meant}`);
  }
  const number = Number(value);
  const isRight = value !== '' && more.length === 0 && number >= 0 && number <= word.max;
  if (isRight && (!word.isWhole || Number.isInteger(number))) return [word.setting, number];
  const kind = word.isWhole ? 'a whole number' : 'a number';
  throw new OutsideError('bad-usage', `--victims: ${name} is ${kind} from 0 to ${word.max}.`);
}
