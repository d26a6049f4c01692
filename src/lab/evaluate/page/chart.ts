// Lines in a frame, as inline SVG: shares from 0 to 100 % over days, or over paces on a logarithmic
// scale. For pictures.

import { coordinate, escaped, percent } from '../../../core/page/markup.ts';
import { log } from '../../../core/stats/special.ts';

export type Line = {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
  /** As stairs: what holds until the next point. */
  readonly isSteps?: boolean;
  readonly isBold?: boolean;
};

export type Point = {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
};

export type Frame = {
  readonly title: string;
  readonly xTitle: string;
  readonly ticks: readonly number[];
  readonly isLogarithmic: boolean;
};

const width = 360;
const height = 230;
const margin = { left: 46, right: 10, top: 8, bottom: 34 };

export function chart(frame: Frame, lines: readonly Line[]): string {
  const { ticks } = frame;
  const place = placing(frame);
  const parts: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const y = coordinate(place.y(share));
    const right = width - margin.right;
    parts.push(`<line x1="${margin.left}" x2="${right}" y1="${y}" y2="${y}" stroke="#dfe3e8"/>`);
    const at = `x="${margin.left - 5}" y="${coordinate(place.y(share) + 4)}"`;
    parts.push(`<text ${at} text-anchor="end">${percent(share)}</text>`);
  }
  for (const tick of ticks) {
    const x = coordinate(place.x(tick));
    const y = height - margin.bottom + 14;
    parts.push(`<text x="${x}" y="${y}" text-anchor="middle">${tick}</text>`);
  }
  const middle = (margin.left + width - margin.right) / 2;
  const xTitle = escaped(frame.xTitle);
  parts.push(`<text x="${middle}" y="${height - 3}" text-anchor="middle">${xTitle}</text>`);
  // The bold ones last, so that they lie on top.
  const ordered = lines.toSorted((a, b) => Number(a.isBold ?? false) - Number(b.isBold ?? false));
  for (const line of ordered) parts.push(...drawn(line, place));
  const title = escaped(frame.title);
  // On the picture itself and not in the style sheet: pictures are taken out of pages.
  const font = 'font-family="system-ui, sans-serif" font-size="11" fill="#1b2530"';
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const svg = `<svg ${size} ${font} role="img" aria-label="${title}">${parts.join('')}</svg>`;
  return `<figure><figcaption>${title}</figcaption>${svg}</figure>`;
}

type Placing = { x(value: number): number; y(share: number): number };

function placing({ ticks, isLogarithmic }: Frame): Placing {
  const scale = (value: number) => (isLogarithmic ? log(Math.max(value, 1e-9)) : value);
  const first = scale(ticks[0]!);
  const span = scale(ticks.at(-1)!) - first || 1;
  const inside = width - margin.left - margin.right;
  const high = height - margin.top - margin.bottom;
  return {
    x: (value) => margin.left + ((scale(value) - first) / span) * inside,
    y: (share) => margin.top + (1 - share) * high,
  };
}

function drawn({ name, colour, points, isSteps, isBold }: Line, place: Placing): string[] {
  if (points.length === 0) return [];
  const parts: string[] = [];
  let path = '';
  points.forEach(({ x, y, low, high }, i) => {
    const at = `${coordinate(place.x(x))} ${coordinate(place.y(y))}`;
    if (i === 0) path += `M${at}`;
    else if (isSteps === true) path += `H${coordinate(place.x(x))}V${coordinate(place.y(y))}`;
    else path += `L${at}`;
    if (low === undefined || high === undefined) return;
    const column = coordinate(place.x(x));
    const ends = `y1="${coordinate(place.y(low))}" y2="${coordinate(place.y(high))}"`;
    parts.push(`<line x1="${column}" x2="${column}" ${ends} stroke="${colour}" opacity=".5"/>`);
  });
  const stroke = `stroke="${colour}" stroke-width="${isBold ? 3 : 1.6}" stroke-linejoin="round"`;
  parts.push(`<path d="${path}" fill="none" ${stroke}><title>${escaped(name)}</title></path>`);
  return parts;
}

export function legend(lines: readonly Pick<Line, 'name' | 'colour'>[]): string {
  const one = ({ name, colour }: Pick<Line, 'name' | 'colour'>) =>
    `<span><i style="border-color:${colour}"></i>${escaped(name)}</span>`;
  return `<p class="legend">${lines.map(one).join(' ')}</p>`;
}
