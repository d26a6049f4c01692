// The week as 168 cells, a day a row and an hour a column: when a log's people work, when a
// world's, and where the two differ. As inline SVG, for page.

import { coordinate, escaped } from '../../../core/page/markup.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const cell = 13;
const margin = { left: 34, top: 6, bottom: 44, right: 6 };
const width = margin.left + 24 * cell + margin.right;
const height = margin.top + 7 * cell + margin.bottom;
/** Steps of the scale under a picture. */
const scaleSteps = 5;

/** Shares of the week's accesses; `most` is as dark as it gets. */
export function weekChart(title: string, shares: readonly number[], most: number): string {
  const fills = shares.map((share) => blue(share / most));
  const labels = shares.map((share) => `${(share * 100).toFixed(2)} % of a week’s accesses`);
  const scale = Array.from({ length: scaleSteps }, (_, i) => blue(i / (scaleSteps - 1)));
  return drawn(title, {
    fills,
    labels,
    scale,
    ends: ['0', `${(most * 100).toFixed(1)} % an hour`],
  });
}

/** What the world has more of (brown) or less (blue), in shares of the week. */
export function differenceChart(title: string, changes: readonly number[]): string {
  const most = Math.max(...changes.map(Math.abs)) || 1;
  const colour = (part: number) => (part > 0 ? brown(part) : blue(-part));
  const labels = changes.map((one) => `${one > 0 ? '+' : ''}${(one * 100).toFixed(2)} points`);
  const scale = Array.from({ length: scaleSteps }, (_, i) => colour((i / 2 - 1) * 1));
  const end = (most * 100).toFixed(1);
  const ends = [`−${end} points`, `+${end}`] as const;
  return drawn(title, { fills: changes.map((one) => colour(one / most)), labels, scale, ends });
}

type Picture = {
  readonly fills: readonly string[];
  readonly labels: readonly string[];
  readonly scale: readonly string[];
  readonly ends: readonly [low: string, high: string];
};

function drawn(title: string, { fills, labels, scale, ends }: Picture): string {
  const parts: string[] = [];
  for (const [i, fill] of fills.entries()) {
    const [day, hour] = [Math.floor(i / 24), i % 24];
    const at = `x="${margin.left + hour * cell}" y="${margin.top + day * cell}"`;
    const size = `width="${cell - 1}" height="${cell - 1}"`;
    const says = `${weekdays[day]} ${hour}:00: ${labels[i]}`;
    parts.push(`<rect ${at} ${size} fill="${fill}"><title>${says}</title></rect>`);
  }
  for (const [day, name] of weekdays.entries()) {
    const y = margin.top + day * cell + cell - 3;
    parts.push(`<text x="${margin.left - 5}" y="${y}" text-anchor="end">${name}</text>`);
  }
  const below = margin.top + 7 * cell + 12;
  for (const hour of [0, 6, 12, 18]) {
    const x = margin.left + hour * cell;
    parts.push(`<text x="${x}" y="${below}">${hour}:00</text>`);
  }
  parts.push(...scaleOf(scale, ends));
  const font = 'font-family="system-ui, sans-serif" font-size="11" fill="#1b2530"';
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const said = escaped(title);
  const svg = `<svg ${size} ${font} role="img" aria-label="${said}">${parts.join('')}</svg>`;
  return `<figure><figcaption>${said}</figcaption>${svg}</figure>`;
}

function scaleOf(colours: readonly string[], [low, high]: readonly [string, string]): string[] {
  const top = height - 18;
  const left = margin.left + 84;
  const boxes = colours.map((colour, i) => {
    const at = `x="${left + i * 18}" y="${top}"`;
    return `<rect ${at} width="18" height="11" fill="${colour}" stroke="#c9d0d6"/>`;
  });
  const right = left + colours.length * 18 + 6;
  return [
    ...boxes,
    `<text x="${left - 6}" y="${top + 10}" text-anchor="end">${low}</text>`,
    `<text x="${coordinate(right)}" y="${top + 10}">${high}</text>`,
  ];
}

/** Dark is much, also where it is printed without colour. */
function blue(part: number): string {
  return mixed(part, [10, 60, 110]);
}

function brown(part: number): string {
  return mixed(part, [178, 76, 20]);
}

function mixed(part: number, to: readonly [number, number, number]): string {
  const strength = Math.min(1, Math.max(0, part));
  return `rgb(${to.map((one) => Math.round(247 + (one - 247) * strength)).join(',')})`;
}
