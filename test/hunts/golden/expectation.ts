// What a hunt is to answer in the golden world: a row of the guilty is in it, and one of somebody
// who looks nearly the same is not, or comes later. Some columns of each are enough.

import type { GivenValues } from '../../../src/investigate/hunt.ts';
import type { Row } from '../../support/planted-rows.ts';

export type Expectation = {
  readonly given: GivenValues;
  /** Of the guilty. */
  readonly contains: Row;
  /** Of the innocent, who are in the world and in no row of the answer. */
  readonly lacks?: Row | readonly Row[];
  /** Of the innocent, where the hunt ranks everybody: behind the guilty. */
  readonly after?: Row;
};

export type Expectations = Readonly<Record<string, Expectation>>;

/** The place of the first row that has all of these, from 0; or -1. */
export function placeOf(rows: readonly Row[], wanted: Row): number {
  const isEqual = (row: Row) =>
    Object.entries(wanted).every(
      ([column, value]) => JSON.stringify(row[column]) === JSON.stringify(value),
    );
  return rows.findIndex(isEqual);
}
