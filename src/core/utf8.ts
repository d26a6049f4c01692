// UTF-8 for short strings (keys, ids), because core has no TextEncoder: that is a name of the
// platform, not of the language. Lone surrogates become U+FFFD, as TextEncoder does it.

/** Bytes that a string needs as UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (isPair(text, i)) {
      length += 4;
      i += 1;
    } else length += 3;
  }
  return length;
}

/** Writes a string at `position` and returns the position after it. The room must be there. */
export function utf8Write(text: string, into: Uint8Array, position: number): number {
  let at = position;
  for (let i = 0; i < text.length; i += 1) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      into[at++] = code;
      continue;
    }
    if (code < 0x800) {
      into[at++] = 0xc0 | (code >> 6);
    } else {
      if (isPair(text, i)) {
        code = text.codePointAt(i) ?? code;
        i += 1;
        into[at++] = 0xf0 | (code >> 18);
        into[at++] = 0x80 | ((code >> 12) & 0x3f);
      } else {
        if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
        into[at++] = 0xe0 | (code >> 12);
      }
      into[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    into[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/** Reads well-formed UTF-8 from `start` to `end`; a broken byte becomes U+FFFD. */
export function utf8Read(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  let at = start;
  while (at < end) {
    const first = bytes[at++]!;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    // Bytes that follow are taken as they are: what is read here was written by an encoder.
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    // 0xc0 and 0xc1 would be a longer form of ASCII; above 0xf4 there are no characters.
    if (first < 0xc2 || first > 0xf4 || at + more > end) {
      text += '\ufffd';
      continue;
    }
    let code = first & (0x3f >> more);
    for (let i = 0; i < more; i += 1) code = (code << 6) | (bytes[at++]! & 0x3f);
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += isCharacter ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

function isPair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
