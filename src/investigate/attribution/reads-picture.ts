// When a suspect read which victim, as inline SVG: one line a victim, time to the right. For
// attribution-page.

import { coordinate, shownText } from '../../core/page/markup.ts';
import { dayMs } from '../../core/time.ts';
import { timeText } from '../diff-words.ts';
import { askedOf } from './asked-for.ts';
import type { Answer, WeighedSuspect } from './attribute-list.ts';
import { isByAllReads } from './attribution-table.ts';
import { atMost } from './drawn-words.ts';
import { whenReader } from './out-of-time.ts';
import { colours, dotOf } from './picture-colours.ts';
import type { VictimRead } from './reads-of-victims.ts';

const [width, left, right, top, bottom] = [640, 90, 12, 10, 28];
/** Half of the name of a month. */
const tickRoom = 32;
/** A longer list is shown by its earliest cut-offs, which first complaints make. */
const linesMax = 60;
const lineHeight = 14;
const othersLook = `r="2" fill="${colours.other}"`;

/** Which victims have a line there, and in which order. */
export function linesText({ evidence }: Pick<Answer, 'evidence'>): string {
  const all = evidence.victims.length;
  if (all <= linesMax) return 'Each victim a line, the first complaint on top';
  return (
    `The first ${linesMax} of ${all} victims, each a line, the first complaint on top; the ` +
    `${all - linesMax} who complained last are not shown`
  );
}

export function readsPicture(answer: Answer, entity: string): string {
  const { evidence, reads, span, spans } = answer;
  const when = whenReader(answer);
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
    const dot = (read: VictimRead, look: string, said: string) => {
      const counted = when(read) === 'in-time' ? '' : ', not counted';
      const text = `${timeText(read.at)}, ${said}${counted}`;
      const place = `cx="${coordinate(x(read.at))}" cy="${y}"`;
      return `<circle ${place} ${look}><title>${text}</title></circle>`;
    };
    return [
      `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#eef1f4"/>`,
      `<text x="${left - 6}" y="${y + 4}" text-anchor="end">${shownText(id)}</text>`,
      ...others.map((read) => dot(read, othersLook, 'by others')),
      ...mine.map((read) => dot(read, dotLook(dotOf[askedOf(read)]), dotOf[askedOf(read)].text)),
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

/** Hollow, so that it is another shape too. */
function dotLook({ colour, isHollow }: (typeof dotOf)[keyof typeof dotOf]): string {
  const full = `r="4" fill="${colour}"`;
  return isHollow ? `r="3.2" fill="#fff" stroke="${colour}" stroke-width="1.6"` : full;
}

/** What each mark is, of those that there are, drawn as in the picture. */
export function legendOfReads({ reads }: Pick<Answer, 'reads'>, entity: string): string {
  const own = reads.filter((read) => read.entity === entity);
  const looks = new Set(own.map((read) => dotLook(dotOf[askedOf(read)])));
  const dots = [
    [dotLook(dotOf.none), 'read, and nobody had asked'],
    [dotLook(dotOf.asked), 'read, and somebody had asked'],
    [dotLook(dotOf.unknown), 'read, and nothing is known of reasons (hollow)'],
  ] as const;
  const entries = [
    ...dots.filter(([look]) => looks.has(look)),
    ...(own.length < reads.length ? [[othersLook, 'read by others'] as const] : []),
  ].map(([look, text]) => marked(`<circle cx="6" cy="7" ${look}/>`, text));
  const bar = `<path d="M6 1v12" stroke="${colours.cutoff}" stroke-width="2"/>`;
  return `<p class="legend">${[...entries, marked(bar, 'not counted from here on')].join('')}</p>`;
}

function marked(mark: string, text: string): string {
  return `<span><svg viewBox="0 0 12 14" width="12" height="14">${mark}</svg>${text}</span>`;
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

/** Bars: what was read, for which part nobody had asked, and what chance would have brought. */
export function countPicture(answer: Answer, suspect: WeighedSuspect): string {
  const victims = answer.evidence.victims.length;
  const isUsual = suspect.isPerson && isByAllReads(suspect, answer);
  const { hits, strays, asked, expected, expectedUsual } = suspect;
  const unasked = [strays, colours.stray] as const;
  const unknown = [asked.unknown, colours.unknown] as const;
  const chance = (value: number, by: string): Bar => {
    const text = `${atMost(answer, suspect, value)} by chance, by ${by}`;
    return { text, parts: [[value, colours.cutoff]] };
  };
  const bars: readonly Bar[] = [
    {
      text: `${hits} of ${victims} read`,
      parts: [unasked, unknown, [asked.asked, colours.routed]],
    },
    { text: `${strays} that nobody had asked for`, parts: [unasked] },
    ...(asked.unknown === 0
      ? []
      : [{ text: `${asked.unknown} of unknown reasons`, parts: [unknown] }]),
    chance(expected, 'what they read then'),
    ...(isUsual ? [chance(expectedUsual, 'what is usual')] : []),
  ];
  const height = bars.length * barRoom + 4;
  return (
    `<svg viewBox="0 0 ${barWidth} ${height}" width="${barWidth}" height="${height}" ` +
    'font-size="12" font-family="system-ui, sans-serif" fill="#1b2530">' +
    bars.map((bar, i) => barOf(18 + i * barRoom, bar, barWidth / victims)).join('') +
    '</svg>'
  );
}

const [barWidth, barRoom] = [260, 42];

type Bar = {
  readonly text: string;
  /** Side by side, each so many victims in a colour. */
  readonly parts: readonly (readonly [number, string])[];
};

function barOf(y: number, { text, parts }: Bar, scale: number): string {
  let x = 0;
  const shown = parts
    .filter(([value]) => value > 0)
    .map(([value, colour]) => {
      const place = `x="${coordinate(x)}" y="${y}" height="16"`;
      x += value * scale;
      return `<rect ${place} width="${coordinate(value * scale)}" fill="${colour}"/>`;
    });
  return (
    `<text x="0" y="${y - 4}">${shownText(text)}</text>` +
    `<rect x="0" y="${y}" height="16" width="${barWidth}" fill="#eef1f4"/>${shown.join('')}`
  );
}
