// Strings by their bytes: accounts, tables and programs come again in event after event, and a
// string that is there already costs a comparison instead of an object, and has its hash. A table
// with one place for each; whoever comes last has it. Used by field-readers.ts.

const slots = 16_384;
const lengthMax = 64;
/** Where so many more texts were new than known, the next ones are not looked for. */
const patienceMax = 8_192;
const pauseReads = 65_536;

export class Words {
  /** Made when the first text is read: a codec has one of these for every schema it knows. */
  #known: (string | undefined)[] | undefined;
  #patience = patienceMax;

  /** The text of the bytes, which were walked before; broken UTF-8 becomes U+FFFD. */
  read(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    if (length > lengthMax || this.#isPausing()) return bytes.toString('utf8', start, end);
    const slot = slotOf(bytes, start, end);
    this.#known ??= new Array<string | undefined>(slots).fill(undefined);
    const known = this.#known[slot];
    if (known !== undefined && isText(known, bytes, start, length)) {
      if (this.#patience < patienceMax) this.#patience += 1;
      return known;
    }
    this.#patience -= 1;
    if (this.#patience === 0) this.#patience = -pauseReads;
    const text = bytes.toString('utf8', start, end);
    this.#known[slot] = text;
    return text;
  }

  /** Ids and sessions hardly ever come again: looking for them would be in vain. */
  #isPausing(): boolean {
    if (this.#patience > 0) return false;
    this.#patience += 1;
    if (this.#patience === 0) this.#patience = patienceMax;
    return true;
  }
}

/** Of the length, the first byte and the last eight: names that count differ at their ends. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(end - start, 31) ^ bytes[start]!;
  for (let at = Math.max(start, end - 8); at < end; at += 1) {
    hash = Math.imul(hash, 31) + bytes[at]!;
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x9e3779b1) >>> 18;
}

/** Only ASCII can be equal: beyond it a character takes several bytes of 128 and more. */
function isText(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[start + i]!;
    if (byte >= 0x80 || text.charCodeAt(i) !== byte) return false;
  }
  return true;
}
