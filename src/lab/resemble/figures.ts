// A resemblance as lines for the terminal, and as JSON: names and numbers only, for scripts.

import { figureKindOf, measureOf } from './measures.ts';
import { distanceText, figureText, medianOf, movedText, none, valueText } from './page/words.ts';
import { type Compared, ofD, quantileShares, type Resemblance, sides } from './resemblance.ts';

/** Two tables, as Markdown has them: of distributions, and of single figures. */
export function linesOf(resemblance: Resemblance): string[] {
  return [...tableOf(distanceRows(resemblance)), '', ...tableOf(figureRows(resemblance))];
}

/** D and the two that it is held against, in brackets. */
const dText = ({ here, halves, seeds }: Compared<number | null>) =>
  `${distanceText(here)} (${distanceText(halves)}, ${distanceText(seeds)})`;

function distanceRows({ measures, profile }: Resemblance): string[][] {
  const { word, ...tv } = profile;
  return [
    ['median, or D (halves of the log, seeds)', 'log', 'world', 'D', '', 'by', 'D of shapes', ''],
    ...measures.map((row) => {
      const { id, raw, shape, words } = row;
      return [
        measureOf(id).title,
        ...[valueText(id, medianOf(row, 'log')), valueText(id, medianOf(row, 'world'))],
        ...[dText(ofD(raw)), words.raw, movedText(id, raw.here.w)],
        ...[shape === null ? none : dText(ofD(shape)), words.shape ?? ''],
      ];
    }),
    ['Hours of the week: total variation', none, none, dText(tv), word, none, none, ''],
  ];
}

function figureRows({ figures }: Resemblance): string[][] {
  return [
    ['', 'log', 'its halves', 'world', 'another seed', ''],
    ...figures.map((row) => {
      const [log, first, second, world, other] = sides.map((side) => {
        return figureText(row, row.values[side]);
      }) as [string, string, string, string, string];
      return [figureKindOf(row.id).title, log, `${first}, ${second}`, world, other, row.word];
    }),
  ];
}

/** The first row is the head. */
function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(Math.max(1, width)));
  return [line(rows[0]!), line(rule), ...rows.slice(1).map(line)];
}

/** What JSON can hold: no curves, whose bins are many, and no NaN. */
export function jsonOf({ measures, figures, profile, portraits }: Resemblance): object {
  return {
    sizes: Object.fromEntries(
      sides.map((side) => {
        const { people, weeks, personDays, events } = portraits[side];
        return [side, { people, weeks, personDays, events }];
      }),
    ),
    quantileShares,
    measures: measures.map(({ id, quantiles, raw, shape, words }) => {
      return { id, quantiles, raw, shape, words };
    }),
    figures: figures.map(({ id, values, distance, word }) => ({ id, values, distance, word })),
    profile,
    /** Accesses by hour of the week, Monday first. */
    profiles: Object.fromEntries(sides.map((side) => [side, portraits[side].profile])),
  };
}
