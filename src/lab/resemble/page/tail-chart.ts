// Which share of all observations is larger than x, on logarithmic axes: where one in a thousand is
// as easily read as one in two. As inline SVG, for page.

import { coordinate, escaped } from '../../../core/page/markup.ts';
import { exp, ln10, log } from '../../../core/stats/special.ts';
import type { Curve } from '../distance.ts';
import type { BySide, Side } from '../resemblance.ts';
import { sides } from '../resemblance.ts';
import { sideNames } from './words.ts';

export type TailFrame = {
  readonly title: string;
  readonly xTitle: string;
  /** Candidates; those outside of what was observed are left out. */
  readonly ticks: readonly Tick[];
};

export type Tick = { readonly at: number; readonly label: string };

/** Told apart without colour too: by width and by dashes. */
export const strokes: BySide<string> = {
  log: 'stroke="#111111" stroke-width="2.6"',
  firstHalf: 'stroke="#111111" stroke-width="1" stroke-dasharray="1 2.5"',
  secondHalf: 'stroke="#111111" stroke-width="1" stroke-dasharray="1 2.5"',
  world: 'stroke="#d2622a" stroke-width="2.6"',
  otherWorld: 'stroke="#d2622a" stroke-width="1.2" stroke-dasharray="6 3"',
};

const width = 394;
const height = 260;
const margin = { left: 64, right: 12, top: 8, bottom: 38 };
/** Rarer than one in ten thousand is a handful of days, however long the log. */
const decades = 4;
const tickLabels = ['100 %', '10 %', '1 %', '0.1 %', '0.01 %'] as const;
/** Nearer than this, in pixels, two points are one. */
const nearest = 0.7;

export function tailChart(frame: TailFrame, curves: BySide<Curve | undefined>): string {
  const { from, until } = rangeOf(curves);
  const inside = width - margin.left - margin.right;
  const high = height - margin.top - margin.bottom;
  const span = log(until / from) || 1;
  const place: Placing = {
    x: (value) => margin.left + (log(Math.max(value, from) / from) / span) * inside,
    y: (share) => margin.top + (log(1 / share) / (decades * ln10)) * high,
  };
  const parts = [...axes(frame, place, { from, until })];
  // The thick ones last, so that they lie on top.
  for (const side of [...sides].reverse()) {
    const curve = curves[side];
    if (curve !== undefined) parts.push(lineOf(side, curve, place));
  }
  const title = escaped(frame.title);
  const font = 'font-family="system-ui, sans-serif" font-size="11" fill="#1b2530"';
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const svg = `<svg ${size} ${font} role="img" aria-label="${title}">${parts.join('')}</svg>`;
  return `<figure><figcaption>${title}</figcaption>${svg}</figure>`;
}

type Range = { readonly from: number; readonly until: number };
type Placing = { x(value: number): number; y(share: number): number };

/** What lies within the share that is drawn, of all sides. */
function rangeOf(curves: BySide<Curve | undefined>): Range {
  let [from, until] = [Number.POSITIVE_INFINITY, 0];
  const least = exp(-decades * ln10);
  for (const curve of Object.values(curves)) {
    if (curve === undefined) continue;
    const { edges, shares } = curve;
    const last = shares.findIndex((share) => 1 - share < least);
    from = Math.min(from, edges[shares.findLastIndex((share) => share <= 0.01)] ?? edges[0]!);
    until = Math.max(until, edges[last < 0 ? edges.length - 1 : last]!);
  }
  return { from, until };
}

function* axes({ xTitle, ticks }: TailFrame, place: Placing, range: Range): Generator<string> {
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  for (const [decade, label] of tickLabels.entries()) {
    const y = coordinate(place.y(exp(-decade * ln10)));
    yield `<line x1="${margin.left}" x2="${right}" y1="${y}" y2="${y}" stroke="#dfe3e8"/>`;
    yield `<text x="${margin.left - 5}" y="${Number(y) + 4}" text-anchor="end">${label}</text>`;
  }
  for (const { at, label } of ticksIn(ticks, range)) {
    const x = coordinate(place.x(at));
    yield `<line x1="${x}" x2="${x}" y1="${margin.top}" y2="${bottom}" stroke="#eceff2"/>`;
    yield `<text x="${x}" y="${bottom + 14}" text-anchor="middle">${label}</text>`;
  }
  const center = coordinate((margin.top + bottom) / 2);
  const turned = `transform="translate(11 ${center}) rotate(-90)"`;
  yield `<text ${turned} text-anchor="middle">share that is larger</text>`;
  const middle = coordinate((margin.left + right) / 2);
  yield `<text x="${middle}" y="${height - 5}" text-anchor="middle">${escaped(xTitle)}</text>`;
}

/** More than eight would run into one another: then only every other, or every third. */
function ticksIn(ticks: readonly Tick[], { from, until }: Range): readonly Tick[] {
  const within = ticks.filter(({ at }) => at >= from && at <= until);
  const every = Math.ceil(within.length / 8);
  return within.filter((_, i) => i % every === 0);
}

function lineOf(side: Side, { edges, shares }: Curve, place: Placing): string {
  const least = exp(-decades * ln10);
  let path = '';
  let [lastX, lastY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [i, edge] of edges.entries()) {
    const share = 1 - shares[i]!;
    if (share < least) break;
    const [x, y] = [place.x(edge), place.y(share)];
    if (Math.abs(x - lastX) < nearest && Math.abs(y - lastY) < nearest) continue;
    path += `${path === '' ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`;
    [lastX, lastY] = [x, y];
  }
  const name = escaped(sideNames[side]);
  return `<path d="${path}" fill="none" ${strokes[side]}><title>${name}</title></path>`;
}

export function tailLegend(): string {
  const drawn: readonly (readonly [Side, string])[] = [
    ['log', 'log'],
    ['firstHalf', 'its two halves'],
    ['world', 'world'],
    ['otherWorld', 'another seed'],
  ];
  const one = ([side, name]: readonly [Side, string]) => {
    const line = `<line x1="0" x2="34" y1="5" y2="5" ${strokes[side]}/>`;
    return `<span><svg width="34" height="10" aria-hidden="true">${line}</svg> ${name}</span>`;
  };
  return `<p class="legend">${drawn.map(one).join(' ')}</p>`;
}
