// When a suspect read which victim, as inline SVG: one line a victim, time to the right. For
// attribution-page.

import { coordinate, escaped } from '../../core/page/markup.ts';
import { dayMs } from '../../core/time.ts';
import { timeText } from '../diff-words.ts';
import type { Answer, WeighedSuspect } from './attribute-list.ts';
import { colours } from './picture-colours.ts';

const [width, left, right, top, bottom] = [640, 90, 12, 10, 28];
/** Half of the name of a month. */
const tickRoom = 32;
/** A longer list is shown by its first complaints. */
const linesMax = 60;
const lineHeight = 14;

export function readsPicture({ evidence, reads, span, spans }: Answer, entity: string): string {
  const order = [...evidence.victims].sort((a, b) => a.cutoff - b.cutoff).slice(0, linesMax);
  const from = Math.max(span.from, order[0]!.cutoff - spans.lookBackMs);
  const until = Math.max(...order.map(({ cutoff }) => cutoff)) + 14 * dayMs;
  const x = (at: number) => left + ((at - from) / (until - from)) * (width - left - right);
  const height = top + order.length * lineHeight + bottom;
  const lines = order.flatMap(({ id, cutoff }, i) => {
    const y = top + (i + 0.5) * lineHeight;
    const own = reads.filter(({ subject, at }) => subject === id && at > from && at <= until);
    const others = own.filter((read) => read.entity !== entity);
    const mine = own.filter((read) => read.entity === entity);
    const dot = (at: number, look: string) =>
      `<circle cx="${coordinate(x(at))}" cy="${y}" ${look}><title>${timeText(at)}</title></circle>`;
    return [
      `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#eef1f4"/>`,
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end">${escaped(id)}</text>`,
      ...others.map(({ at }) => dot(at, `r="2" fill="${colours.other}"`)),
      ...mine.map(({ at, isRouted }) =>
        dot(at, `r="4" fill="${isRouted ? colours.routed : colours.stray}"`),
      ),
      `<line x1="${coordinate(x(cutoff))}" x2="${coordinate(x(cutoff))}" y1="${y - 6}" ` +
        `y2="${y + 6}" stroke="${colours.cutoff}" stroke-width="2"/>`,
    ];
  });
  return (
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-size="11" font-family="system-ui, sans-serif" fill="#1b2530">` +
    `${lines.join('')}${months(from, until, { x, y: height - 10 })}</svg>`
  );
}

function months(
  from: number,
  until: number,
  { x, y }: { readonly x: (at: number) => number; readonly y: number },
): string {
  const ticks: string[] = [];
  const first = new Date(from);
  for (let month = 1; ; month += 1) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    if (at >= until) return ticks.join('');
    if (x(at) > width - tickRoom) continue;
    const text = timeText(at).slice(0, 7);
    ticks.push(`<text x="${coordinate(x(at))}" y="${y}" text-anchor="middle">${text}</text>`);
  }
}

/** Two bars: what was read, and what chance would have brought. */
export function countPicture({ hits, strays, expected }: WeighedSuspect, victims: number): string {
  const scale = 220 / victims;
  const bar = (y: number, [value, colour, text]: readonly [number, string, string]) =>
    `<text x="0" y="${y - 4}">${escaped(text)}</text>` +
    `<rect x="0" y="${y}" height="16" width="220" fill="#eef1f4"/>` +
    `<rect x="0" y="${y}" height="16" width="${coordinate(value * scale)}" fill="${colour}"/>`;
  return (
    '<svg viewBox="0 0 220 130" width="220" height="130" font-size="12" ' +
    'font-family="system-ui, sans-serif" fill="#1b2530">' +
    bar(18, [hits, colours.routed, `${hits} of ${victims} read`]) +
    bar(60, [strays, colours.stray, `${strays} without a reason`]) +
    bar(102, [expected, colours.cutoff, `${expected.toFixed(1)} expected by chance`]) +
    '</svg>'
  );
}
