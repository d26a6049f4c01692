// Which picture each measure gets, with which marks on its axis. For page.

import { chart, type Line } from '../../evaluate/page/chart.ts';
import { byMedian, type Curve } from '../distance.ts';
import { type MeasureId, measureOf } from '../measures.ts';
import { type BySide, type MeasureRow, type Resemblance, sides } from '../resemblance.ts';
import { type Tick, tailChart } from './tail-chart.ts';
import { differenceChart, weekChart } from './week-chart.ts';
import { sideNames } from './words.ts';

/** As it is; and, where that says something, each side by its own median. */
export function measurePictures({ id, curves }: MeasureRow): string {
  const { unit, scale, hasShape } = measureOf(id);
  if (scale === 'shares') return sharePicture(unit, curves);
  const raw = tailChart({ title: 'As it is', xTitle: unit, ticks: ticksOf(id) }, curves);
  if (!hasShape) return raw;
  const shapes = Object.fromEntries(
    sides.map((side) => [side, curves[side] && byMedian(curves[side])]),
  ) as BySide<Curve | undefined>;
  const xTitle = 'medians: each side divided by its own';
  return raw + tailChart({ title: 'Its shape', xTitle, ticks: ratioTicks }, shapes);
}

export function weekPictures({ portraits }: Resemblance): string {
  const [log, world] = [sharesOf(portraits.log.profile), sharesOf(portraits.world.profile)];
  const most = Math.max(...log, ...world);
  const changes = world.map((share, i) => share - log[i]!);
  return [
    weekChart('Log', log, most),
    weekChart('World', world, most),
    differenceChart('World less log', changes),
  ].join('');
}

function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / all);
}

const countTicks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000].map(plain);
const ratioTicks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].map(plain);
const durationTicks: readonly Tick[] = [
  { at: 1, label: '1 s' },
  { at: 10, label: '10 s' },
  { at: 60, label: '1 min' },
  { at: 600, label: '10 min' },
  { at: 3_600, label: '1 h' },
  { at: 36_000, label: '10 h' },
];

function ticksOf(id: MeasureId): readonly Tick[] {
  if (id === 'turn' || id === 'gap') return durationTicks;
  return measureOf(id).scale === 'counts' ? countTicks : ratioTicks;
}

function plain(at: number): Tick {
  return { at, label: String(at) };
}

/** Shares have no long tail, and zero among them: straight axes. */
function sharePicture(unit: string, curves: BySide<Curve | undefined>): string {
  const lines = sides.flatMap((side): Line[] => {
    const curve = curves[side];
    if (curve === undefined) return [];
    const points = curve.edges.map((x, i) => ({ x: x * 100, y: 1 - curve.shares[i]! }));
    const colour = { log: '#111111', world: '#d2622a' }[side as 'log' | 'world'] ?? shade(side);
    return [{ name: sideNames[side], colour, points, isBold: side === 'log' || side === 'world' }];
  });
  const frame = {
    title: 'Share of days that is larger',
    xTitle: unit,
    ticks: [0, 25, 50, 75, 100],
  };
  return chart({ ...frame, isLogarithmic: false }, lines);
}

function shade(side: string): string {
  return side === 'otherWorld' ? '#eab08f' : '#9aa5b1';
}
