// Numbers of a resemblance as a reader wants them, and the sentences about where a world is unlike
// a log. For the page and for the terminal.

import { figure, percent } from '../../../core/page/markup.ts';
import { hourMs, minuteMs, secondMs } from '../../../core/time.ts';
import type { Scale } from '../bins.ts';
import { figureKindOf, type MeasureId, measureOf } from '../measures.ts';
import {
  type FigureRow,
  type MeasureRow,
  quantileShares,
  type Resemblance,
  type Side,
  type Word,
} from '../resemblance.ts';

export const none = '–';

export const sideNames: Readonly<Record<Side, string>> = {
  log: 'log',
  firstHalf: 'log, first half',
  secondHalf: 'log, second half',
  world: 'world',
  otherWorld: 'world, another seed',
};

const isOfSeconds = (id: MeasureId) => id === 'turn' || id === 'gap';

export function valueText(id: MeasureId, value: number | null): string {
  if (value === null) return none;
  if (isOfSeconds(id)) return durationText(value);
  const texts: Readonly<Record<Scale, (value: number) => string>> = {
    // A count stands for the interval around it.
    counts: (count) => String(Math.ceil(count - 0.5)),
    amounts: figure,
    shares: percent,
  };
  return texts[measureOf(id).scale](value);
}

export function durationText(seconds: number): string {
  const ms = seconds * secondMs;
  if (ms < minuteMs) return `${figure(seconds)} s`;
  return ms < hourMs ? `${figure(ms / minuteMs)} min` : `${figure(ms / hourMs)} h`;
}

/** 1234567 → 1,234,567. */
export function groupedText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function distanceText(d: number | null): string {
  return d === null ? none : d.toFixed(3);
}

/** Of quantiles by their factor, or of shares by their points. */
export function movedText(id: MeasureId, w: number | null): string {
  if (w === null) return none;
  return measureOf(id).scale === 'shares' ? `${(w * 100).toFixed(1)} pt` : `×${w.toFixed(2)}`;
}

export function figureText({ id }: Pick<FigureRow, 'id'>, value: number | null): string {
  if (value === null) return none;
  return figureKindOf(id).isShare ? `${(value * 100).toFixed(1)} %` : value.toFixed(2);
}

export function medianOf(row: MeasureRow, side: Side): number | null {
  return row.quantiles[side][quantileShares.indexOf(0.5)] ?? null;
}

function highOf(row: MeasureRow, side: Side): number | null {
  return row.quantiles[side][quantileShares.indexOf(0.99)] ?? null;
}

/** How many medians 99 of 100 stay below. */
function reachText(row: MeasureRow, side: Side): string {
  const high = highOf(row, side);
  const median = medianOf(row, side);
  return high === null || median === null ? none : figure(high / median);
}

export type Remark = { readonly word: Word; readonly title: string; readonly text: string };

/** Whatever is not near, the furthest first, with what it means for whoever relies on the world. */
export function unlike(resemblance: Resemblance): readonly Remark[] {
  const remarks = remarksOf(resemblance);
  return (['far', 'apart'] as const).flatMap((word) => remarks.filter((one) => one.word === word));
}

export function alike(resemblance: Resemblance): readonly string[] {
  return remarksOf(resemblance)
    .filter(({ word }) => word === 'near')
    .map(({ title }) => title);
}

/** What detectors judge by first. */
function remarksOf({ measures, figures, profile }: Resemblance): readonly Remark[] {
  return [
    ...figures.map(figureRemark),
    ...measures.flatMap(measureRemarks),
    {
      word: profile.word,
      title: 'Hours of the week',
      text:
        `${percent(profile.here)} of the work lies at other hours. Off hours are learnt from ` +
        'each person and team: what counts is that both have hours at which nobody works.',
    },
  ];
}

/** By the shape, where there is one: scale is learnt, and stands alone only where shapes agree. */
function measureRemarks(row: MeasureRow): Remark[] {
  const { id, shape, words } = row;
  const { title, matters } = measureOf(id);
  const inLog = valueText(id, medianOf(row, 'log'));
  const inWorld = valueText(id, medianOf(row, 'world'));
  const median = `median ${inWorld} in the world, ${inLog} in the log`;
  if (shape === null || words.shape === null) {
    const highLog = valueText(id, highOf(row, 'log'));
    const highWorld = valueText(id, highOf(row, 'world'));
    const high = `99 of 100 lie below ${highWorld} in the world, below ${highLog} in the log`;
    return [{ word: words.raw, title, text: `${median}; ${high}. ${matters}` }];
  }
  if (words.shape === 'near') {
    const scale: Remark = { word: words.raw, title: `${title}: scale`, text: `${median}.` };
    return [{ word: 'near', title: `${title}: shape`, text: matters }, scale];
  }
  const reach =
    `99 of 100 lie below ${reachText(row, 'world')} medians in the world, below ` +
    `${reachText(row, 'log')} in the log`;
  const text = `shape ${words.shape}: ${reach}; scale ${words.raw}: ${median}. ${matters}`;
  return [{ word: words.shape, title, text }];
}

function figureRemark({ id, values, word }: FigureRow): Remark {
  const { title, matters } = figureKindOf(id);
  const [world, log] = [figureText({ id }, values.world), figureText({ id }, values.log)];
  return { word, title, text: `${world} in the world, ${log} in the log. ${matters}` };
}
