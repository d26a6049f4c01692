// Slips on the command line of `npm run kafka`: refused, with the nearest name, before anything
// runs.

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWords, WrongWord } from '../../../../infra/kafka/dev/kafka-words.ts';

describe('words of the kafka command', () => {
  test('what may be said', () => {
    expect(readWords(['start', '--brokers', '3', '--port=9192', '--folder', 'x'])).toEqual({
      verb: 'start',
      brokers: 3,
      port: 9192,
      folder: resolve('x'),
    });
    expect(readWords([])).toEqual({ verb: undefined });
    expect(readWords(['wipe', '-h'])).toEqual({ verb: undefined });
  });

  for (const { words, says } of [
    { words: 'start --prot 1', says: 'There is no flag --prot. Did you mean --port?' },
    { words: 'strat', says: 'There is no command strat. Did you mean start?' },
    { words: 'start --port', says: 'The flag --port needs a value.' },
    { words: 'start --port --folder x', says: 'The flag --port needs a value.' },
    { words: 'start --port 0', says: '--port is 0: it must be a whole number from 1 to 65530.' },
    { words: 'start --brokers 2', says: '--brokers is 2: it must be 1 or 3.' },
    { words: 'start now', says: "What is 'now' for?" },
    { words: 'start --help=yes', says: 'The flag --help takes no value.' },
  ]) {
    test(`${words} > ${says}`, () => {
      expect(() => readWords(words.split(' '))).toThrow(new WrongWord(says));
    });
  }
});
