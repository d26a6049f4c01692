// Names and leads out of many tests.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../../src/core/attribution/multiple-tests.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('holm', () => {
  test('the smallest is held against all tests, the next against one fewer', () => {
    expect(holm([0.004, 0.0001, 0.02, 0.0025], 0.01, 4)).toEqual([true, true, false, true]);
    expect(holm([0.004, 0.0001, 0.02, 0.0025], 0.01, 100)).toEqual([false, true, false, false]);
  });

  test('who was tested and is not in the list counts too', () => {
    expect(holm([0.009], 0.01, 1)).toEqual([true]);
    expect(holm([0.009], 0.01, 2)).toEqual([false]);
  });

  test('names nobody whom a rate of discoveries would not list', () => {
    fc.assert(
      fc.property(pValues, fc.nat(40), (values, more) => {
        const tests = values.length + more;
        const listed = benjaminiHochberg(values, 0.05, tests);
        holm(values, 0.05, tests).forEach((isNamed, i) => {
          if (isNamed) expect(listed[i]).toBe(true);
        });
      }),
    );
  });
});

describe('benjaminiHochberg', () => {
  test('the example of the paper: four of fifteen at 5 %', () => {
    const paper = [
      ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459],
      ...[0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
    ];
    expect(benjaminiHochberg(paper, 0.05, 15).filter(Boolean)).toHaveLength(4);
  });

  test('one that is too large itself is listed where a larger one is', () => {
    expect(benjaminiHochberg([0.04, 0.041], 0.05, 2)).toEqual([true, true]);
  });
});
