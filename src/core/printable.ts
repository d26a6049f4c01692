// Texts out of a log that somebody else writes, made fit to be shown: one with escape codes would
// paint over the screen, one with a line break would make lines of its own, and one with marks of
// direction would turn its line around. For all that people read: cards, incidents, attributions,
// messages, and rows on a screen. What goes into a pipe or a file stays as it is.

const harmful = /[\p{C}\u2028\u2029]/gu;
const harmfulInLines = /[^\P{C}\n\t]|[\u2028\u2029]/gu;

/** A name, or a line in which there are names: it stays one line. */
export function printable(text: string): string {
  return text.replace(harmful, codeOf);
}

/** Lines that we made ourselves, of which nothing but the breaks is known to be harmless. */
export function printableLines(text: string): string {
  return text.replace(harmfulInLines, codeOf);
}

function codeOf(letter: string): string {
  return `\\u{${letter.codePointAt(0)!.toString(16)}}`;
}
