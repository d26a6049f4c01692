// Text that becomes part of a page.

import { printable, printableLines } from '../printable.ts';
import { style } from './style.ts';

/** For text and attributes alike. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A name out of a log, or a line in which there are names: they neither hide nor turn around. */
export function shownText(text: string): string {
  return escaped(printable(text));
}

/** Lines that we made ourselves. */
export function shownLines(text: string): string {
  return escaped(printableLines(text));
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** As many digits as a reader can use: 0.034, 1.2, 17, 1240. */
export function figure(value: number): string {
  if (value === 0 || value >= 10) return String(Math.round(value));
  return value >= 1 ? value.toFixed(1) : value.toFixed(2);
}

/** Coordinates of a picture need no more. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A whole page that needs nothing else, so that it can be mailed and read in ten years. */
export function documentOf(title: string, body: readonly string[], ownStyle = ''): string {
  const sheet = `<style>${style}${ownStyle}</style>`;
  const head = `<meta charset="utf-8"><title>${escaped(title)}</title>${sheet}`;
  const whole = `<head>${head}</head><body>${body.join('\n')}</body>`;
  return `<!doctype html><html lang="en">${whole}</html>`;
}
