// Remembers a value for texts that come again word for word. For core/statement.
//
//   256 sets by length and 16 characters of a text    each: the four texts that came last
//
// A text that is not here nearly always differs from all of its set in length, so that nothing is
// hashed or compared for it. A Map would hash it: 0.9 µs for the statement of a screen with its
// 600 characters, known or not. A set that is full forgets its oldest, which costs time and nothing
// else.

const setCount = 256;
const setTexts = 4;
const lengthMax = 1_024;
const samplesBits = 4;

export class RecentTexts<T> {
  readonly #texts: (string | undefined)[] = new Array(setCount * setTexts).fill(undefined);
  readonly #values: (T | undefined)[] = new Array(setCount * setTexts).fill(undefined);

  find(text: string): T | undefined {
    const first = setOf(text);
    for (let i = first; i < first + setTexts; i += 1) {
      if (this.#texts[i] === text) return this.#values[i];
    }
    return undefined;
  }

  /** For a text that was not found. */
  remember(text: string, value: T): void {
    if (text.length > lengthMax) return;
    const first = setOf(text);
    this.#texts.copyWithin(first + 1, first, first + setTexts - 1);
    this.#values.copyWithin(first + 1, first, first + setTexts - 1);
    this.#texts[first] = text;
    this.#values[first] = value;
  }
}

function setOf(text: string): number {
  const size = text.length;
  const step = (size >> samplesBits) + 1;
  let h = size;
  for (let at = 0; at < size; at += step) h = (Math.imul(h, 31) + text.charCodeAt(at)) | 0;
  return ((h ^ (h >>> 8)) & (setCount - 1)) * setTexts;
}
