// What is said of a name that nobody has: the nearest that are known, or how names look here. For
// known-person and known-subject.

import { nearest } from '../../core/nearest.ts';
import { OutsideError } from '../../errors.ts';
import { plain } from './card-words.ts';

/** What is longer was not mistyped, and to compare it with all names would take for ever. */
export const mistypedMax = 100;
const shown = 3;

export type KnownNames = {
  /** Among these the nearest are looked for. */
  readonly alike: readonly string[];
  /** These are shown where none is near. */
  readonly some: readonly string[];
};

export function unknownName(said: string, name: string, { alike, some }: KnownNames): OutsideError {
  const left = new Set(name.length > mistypedMax ? [] : alike);
  const meant: string[] = [];
  while (meant.length < shown) {
    const next = nearest(name, left);
    if (next === undefined) break;
    left.delete(next);
    meant.push(plain(next));
  }
  const examples = some.slice(0, shown).map((one) => plain(one));
  const near = meant.length === 0 ? '' : ` Did you mean ${meant.join(', or ')}?`;
  const looks = examples.length === 0 ? '' : ` Names look like ${examples.join(', ')}.`;
  return new OutsideError('unknown-name', `${said}${near === '' ? looks : near}`);
}
