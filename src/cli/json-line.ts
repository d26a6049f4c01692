// A value as one line of JSON that harms no terminal. For commands whose answers carry names out of
// a log that somebody else writes: `user`, `subject`, `incident`.

/**
 * JSON itself hides only the first 32 control characters. Those of eight bits paint over a screen
 * as well, and marks of direction turn a line around: whoever parses the line gets them all back.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\p{C}\u2028\u2029]/gu, escapes);
}

function escapes(letter: string): string {
  const units = Array.from({ length: letter.length }, (_, i) => letter.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
