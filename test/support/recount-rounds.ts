// Rounds of norms by the words of their definition, from all that all partitions of `windows` have:
// slow, and with everything at hand. What core/rounds.ts is held against.

import { anyTime } from '../../src/core/rounds.ts';
import type { WindowKind } from '../../src/core/time.ts';

export type Line<T> =
  | {
      readonly kind: WindowKind;
      readonly start: number;
      readonly user: string;
      readonly rank: number;
      readonly revision: number;
      readonly item: T;
    }
  | { readonly closes: WindowKind; readonly start: number };

export type RecountedRound<T> = {
  readonly kind: WindowKind;
  readonly start: number;
  readonly items: readonly T[];
};

/** Where a partition tells, for the first time, that it has passed a window. */
function newsOf<T>(lines: readonly Line<T>[], kind: WindowKind) {
  let highest = anyTime;
  const news: { readonly at: number; readonly start: number }[] = [];
  lines.forEach((line, at) => {
    if (!('closes' in line) || line.closes !== kind || line.start <= highest) return;
    highest = line.start;
    news.push({ at, start: line.start });
  });
  return news;
}

/** Rounds of a kind, those that all partitions have passed, with what belongs to them. */
export function recountRounds<T>(
  partitions: readonly (readonly Line<T>[])[],
  kind: WindowKind,
): readonly RecountedRound<T>[] {
  const news = partitions.map((lines) => newsOf(lines, kind));
  const passed = Math.min(...news.map((all) => all.at(-1)?.start ?? anyTime));
  const starts = [...new Set(news.flat().map(({ start }) => start))]
    .filter((start) => start <= passed)
    .sort((a, b) => a - b);
  const rounds = new Map(
    starts.map((start) => [start, [] as Exclude<Line<T>, { closes: unknown }>[]]),
  );
  partitions.forEach((lines, n) => {
    lines.forEach((line, at) => {
      if ('closes' in line || line.kind !== kind) return;
      // The first round not before the window, up to which something after the line is closed.
      const next = news[n]!.find((one) => one.at > at);
      if (next === undefined) return;
      const start = starts.find((one) => one >= line.start && one >= next.start);
      if (start !== undefined) rounds.get(start)!.push(line);
    });
  });
  return starts.map((start) => ({ kind, start, items: newestOf(rounds.get(start)!) }));
}

/** In the order of the names of users; of several revisions of a window the highest, else all. */
function newestOf<T>(lines: readonly Exclude<Line<T>, { closes: unknown }>[]): readonly T[] {
  const newest = new Map<string, (typeof lines)[number]>();
  for (const [n, line] of lines.entries()) {
    const place = line.start === anyTime ? `any ${n}` : line.start;
    const window = `${line.user}\n${line.rank}\n${place}`;
    const before = newest.get(window);
    if (before === undefined || before.revision <= line.revision) newest.set(window, line);
  }
  const inOrder = [...newest.values()].sort((a, b) => {
    if (a.user !== b.user) return a.user < b.user ? -1 : 1;
    return a.rank - b.rank || a.start - b.start;
  });
  return inOrder.map(({ item }) => item);
}
