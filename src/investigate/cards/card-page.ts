// What the pages of cards are made of: head, lists, tables, and days as bars. For user-page and
// subject-page. Whatever comes out of a log is made harmless here, once: control characters by
// `plain`, marks of HTML by `escaped`.

import { coordinate, documentOf, escaped } from '../../core/page/markup.ts';
import { dayMs, type Millis } from '../../core/time.ts';
import type { PageAbout } from '../attribution/attribution-page.ts';
import { colours } from '../attribution/picture-colours.ts';
import { timeText } from '../diff-words.ts';
import { dayText, lineMax, plain, valueText } from './card-words.ts';
import type { Measured } from './day-measures.ts';

/** What is usual for a person. */
export const usualColour = '#c77700';
const ownStyle = `
  td.word { text-align: left; }
  td.long { white-space: normal; min-width: 16rem; }
  .about p { margin: 0; }
  tbody tr:nth-child(odd) { background: #f6f8f9; }
  pre { margin: .2rem 0; white-space: pre-wrap; }
`;

export function cardDocument(title: string, about: PageAbout, body: readonly string[]): string {
  const { command, version, author, at } = about;
  const head = [
    `<h1>${safe(title)}</h1>`,
    `<p class="quiet"><code>${safe(command)}</code>, version ${escaped(version)}, ` +
      `asked by ${safe(author)}, ${timeText(at)} UTC</p>`,
  ];
  return documentOf(plain(title), [...head, ...body], ownStyle);
}

export function safe(text: string): string {
  return escaped(plain(text, lineMax));
}

/** A heading with lines of a text below; the first of them is the heading where none is given. */
export function part([first = '', ...rest]: readonly string[], heading = ''): string[] {
  const lines = heading === '' ? rest : [first, ...rest];
  const title = heading === '' ? first.replace(/:$/, '') : heading;
  return [`<h2>${safe(title)}</h2>`, ...lines.map(paragraph)];
}

export function paragraph(line: string): string {
  const text = line.trim();
  return text.startsWith('molecatcher ')
    ? `<pre><code>${safe(text)}</code></pre>`
    : `<p>${safe(text)}</p>`;
}

/** Lines that belong together, close to each other. */
export function closeLines(lines: readonly string[]): string {
  return `<div class="about">${lines.map(paragraph).join('')}</div>`;
}

/** A longer cell is broken into lines. */
const longFrom = 40;

/** Figures to the right, words to the left. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const isWord = !/^[\d.,]+( %)?$|^–?$/.test(text);
    const look = [isWord ? 'word' : '', text.length > longFrom ? 'long' : ''].join(' ').trim();
    return `<td${look === '' ? '' : ` class="${look}"`}>${safe(text)}</td>`;
  };
  const head = titles.map((title) => `<th>${safe(title)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return (
    `<div class="wide"><table><thead><tr>${head}</tr></thead>` +
    `<tbody>${body}</tbody></table></div>`
  );
}

const [width, high, left, top, bottom] = [340, 90, 40, 8, 18];
const ticks = 4;

export type BarsOfDays = Pick<Measured, 'name' | 'isShare' | 'own'> & {
  readonly from: Millis;
  /** A line beside the bars, and one across; as `Measured` has them. */
  readonly peers?: Measured['peers'];
  readonly usual?: Measured['usual'];
  readonly colour: string;
  /** Of each bar the lower part, in the colour of what has no reason. */
  readonly strays?: readonly number[];
};

/** Each day a bar. */
export function dayBars(bars: BarsOfDays): string {
  const { name, isShare, own, from, peers = [], usual = null, colour, strays = [] } = bars;
  const highest = Math.max(...[...own, ...peers, usual].map((value) => value ?? 0)) || 1;
  const step = (width - left) / own.length;
  const x = (i: number) => left + i * step;
  const y = (value: number) => top + (1 - value / highest) * high;
  const bar = (value: number | null, i: number, fill: string) => {
    if (value === null || value === 0) return '';
    const place = `x="${coordinate(x(i))}" y="${coordinate(y(value))}"`;
    const size = `width="${coordinate(Math.max(0.5, step * 0.8))}" height="${coordinate(
      top + high - y(value),
    )}"`;
    const says = `${dayText(from + i * dayMs)}: ${valueText(value, { isShare })}`;
    return `<rect ${place} ${size} fill="${fill}"><title>${says}</title></rect>`;
  };
  const label = (value: number) =>
    `<text x="${left - 5}" y="${coordinate(y(value) + 4)}" text-anchor="end">` +
    `${valueText(value, { isShare })}</text>`;
  const parts = [
    `<line x1="${left}" x2="${width}" y1="${top + high}" y2="${top + high}" stroke="#c3cad2"/>`,
    label(highest),
    label(0),
    ...own.map((value, i) => bar(value, i, colour)),
    ...strays.map((value, i) => bar(value, i, colours.stray)),
    peersLine(peers, { x: (i) => x(i) + step * 0.4, y }),
    usual === null ? '' : usualLine(y(usual)),
    ...daysBelow(own.length, from, x),
  ];
  const svg =
    `<svg viewBox="0 0 ${width} ${top + high + bottom}" width="${width}" ` +
    `height="${top + high + bottom}" font-size="11" font-family="system-ui, sans-serif" ` +
    `fill="#1b2530" role="img" aria-label="${safe(name)}">${parts.join('')}</svg>`;
  return `<figure><figcaption>${safe(name)}</figcaption>${svg}</figure>`;
}

type Place = { x(day: number): number; y(value: number): number };

/** Broken where nobody was at work. */
function peersLine(peers: Measured['peers'], { x, y }: Place): string {
  let path = '';
  peers.forEach((value, i) => {
    if (value === null) return;
    const isOn = i > 0 && peers[i - 1] !== null;
    path += `${isOn ? 'L' : 'M'}${coordinate(x(i))} ${coordinate(y(value))}`;
    // A day by itself would be a line without length.
    if (!isOn && (peers[i + 1] ?? null) === null) path += 'h2';
  });
  if (path === '') return '';
  return `<path d="${path}" fill="none" stroke="${colours.cutoff}" stroke-width="1.5"/>`;
}

function usualLine(y: number): string {
  const at = coordinate(y);
  return (
    `<line x1="${left}" x2="${width}" y1="${at}" y2="${at}" stroke="${usualColour}" ` +
    'stroke-dasharray="4 3"/>'
  );
}

function daysBelow(days: number, from: Millis, x: (day: number) => number): string[] {
  const every = Math.max(1, Math.ceil(days / ticks));
  const y = top + high + 13;
  return Array.from({ length: Math.ceil(days / every) }, (_, i) => {
    const day = dayText(from + i * every * dayMs).slice(5);
    return `<text x="${coordinate(x(i * every))}" y="${y}">${day}</text>`;
  });
}

export function legendOf(entries: readonly (readonly [colour: string, text: string])[]): string {
  const spans = entries.map(
    ([colour, text]) => `<span><i style="border-color:${colour}"></i>${escaped(text)}</span>`,
  );
  return `<p class="legend">${spans.join('')}</p>`;
}
