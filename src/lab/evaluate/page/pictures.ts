// The pictures of a page: what is caught at which pace, and how soon. For page.

import { cellOf, longest, type Report, verdictOf } from '../report.ts';
import { foundBy } from '../survival.ts';
import { chart, type Line, legend, type Point } from './chart.ts';
import { lineColour } from './colours.ts';

const paced = /^(no-ticket|laundered)\+(\d+)$/;
const modes = [
  { mode: 'no-ticket', title: 'without a ticket' },
  { mode: 'laundered', title: 'each under a ticket' },
] as const;

/** Contenders that a picture shows: all detectors together, and what is not ours. */
export function shown({ contenders }: Report): string[] {
  return contenders
    .filter(({ kind }) => kind === 'ours' || kind === 'baseline')
    .map(({ id }) => id);
}

export function pacePictures(report: Report, budget: number): string {
  const figures = modes.flatMap(({ mode, title }) => {
    const paces = pacesOf(report, mode);
    if (paces.length < 2) return [];
    const lines = linesOf(report, (contender) => {
      const verdict = verdictOf(report, { contender, budget });
      return paces.map((pace): Point => {
        const { share, interval } = cellOf(verdict, `${mode}+${pace}`).found.at(-1)!;
        const { low, high } = interval;
        return { x: pace, y: share, ...(contender === 'ours' && { low, high }) };
      });
    });
    const xTitle = 'customers taken a working day';
    return chart({ title: `Caught, ${title}`, xTitle, ticks: paces, isLogarithmic: true }, lines);
  });
  return figures.length === 0 ? '' : gallery(report, figures);
}

/** Found by day, of the cells of which some are found late. */
export function dayPictures(report: Report, budget: number): string {
  const cells = report.cells.filter((cell) => cell !== 'placebo');
  const daysMax = longest(report);
  const figures = cells.map((cell) => {
    const lines = linesOf(report, (contender) => {
      const verdict = verdictOf(report, { contender, budget });
      const steps = foundBy(cellOf(verdict, cell).observed);
      const points = steps
        .filter(({ days }) => days <= daysMax)
        .map(({ days, share }) => ({ x: days, y: share }));
      return [{ x: 0, y: 0 }, ...points, { x: daysMax, y: points.at(-1)?.y ?? 0 }];
    }).map((line) => ({ ...line, isSteps: true }));
    const ticks = [0, 7, 14, 28, 42].filter((tick) => tick < daysMax - 3).concat(daysMax);
    const xTitle = 'days since the first theft';
    return chart({ title: cell, xTitle, ticks, isLogarithmic: false }, lines);
  });
  return gallery(report, figures);
}

function gallery(report: Report, figures: readonly string[]): string {
  const names = shown(report).map((name, i) => ({ name, colour: lineColour(i) }));
  return `${legend(names)}<div class="pictures">${figures.join('')}</div>`;
}

function linesOf(report: Report, points: (contender: string) => readonly Point[]): Line[] {
  return shown(report).map((name, i) => ({
    ...{ name, colour: lineColour(i), points: points(name), isBold: name === 'ours' },
  }));
}

function pacesOf({ cells }: Report, mode: string): number[] {
  return cells
    .flatMap((cell) => {
      const match = paced.exec(cell);
      return match?.[1] === mode ? [Number(match[2])] : [];
    })
    .sort((a, b) => a - b);
}
