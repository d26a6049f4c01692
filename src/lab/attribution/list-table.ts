// What became of many lists, by kind, length and purity, as lines of text. For evaluate-lists.

import { holm } from '../evaluate/comparison.ts';
import { type Counted, type Interval, intervalOf } from '../evaluate/intervals.ts';
import { type Difference, pairedDifference } from '../evaluate/paired.ts';
import { relatedOf } from '../victims.ts';
import type { ListOutcome } from './judge-lists.ts';
import { type ListKind, listKinds } from './list-kinds.ts';

/** With fewer a difference that each of them shows may still be one of these thieves. */
const worldsForCertainty = 10;
/** So many that Holm can reject a hundred lines and more at 5 %. */
const draws = 20_000;

export type ListRow = {
  readonly kind: string;
  readonly length: number;
  readonly unrelatedShare: number;
  readonly lists: number;
  /** Shares from 0 to 1, of lists with a source. */
  readonly first: number;
  readonly countFirst: number;
  /** By count at any time, complaints included. */
  readonly anyTimeFirst: number;
  /** Ours less the count before the call, list by list. */
  readonly againstCount: Difference;
  readonly oracleFirst: number;
  readonly named: number;
  readonly namedWithin: Interval;
  readonly listed: number;
  /** Lists that name anybody innocent, and that have anybody innocent among the leads. */
  readonly falseNames: number;
  readonly falseNamesWithin: Interval;
  readonly falseLeads: number;
};

/** How often the most probable person was a source, where so much was said. */
export type Reliability = {
  readonly from: number;
  readonly until: number;
  readonly lists: number;
  readonly right: number;
  readonly within: Interval;
};

const stated = [0.5, 0.8, 0.9, 0.99, 1] as const;

export function listRows(outcomes: readonly ListOutcome[]): ListRow[] {
  const cells = Map.groupBy(outcomes, (one) => `${one.kind} ${one.length} ${one.unrelatedShare}`);
  return [...cells].map(([cell, lists]) => {
    const [{ kind, length, unrelatedShare }] = lists as [ListOutcome, ...ListOutcome[]];
    const mean = (of: (one: ListOutcome) => number | boolean) =>
      lists.reduce((sum, one) => sum + Number(of(one)), 0) / lists.length;
    const within = (of: (one: ListOutcome) => boolean) => intervalOf(byWorld(lists, of), cell);
    return {
      ...{ kind, length, unrelatedShare, lists: lists.length },
      first: mean(({ first }) => first),
      countFirst: mean(({ countFirst }) => countFirst),
      anyTimeFirst: mean(({ anyTimeFirst }) => anyTimeFirst),
      againstCount: pairedDifference(differencesOf(lists), { seed: cell, draws }),
      oracleFirst: mean(({ oracleFirst }) => oracleFirst),
      named: mean(({ isNamed }) => isNamed),
      namedWithin: within(({ isNamed }) => isNamed),
      listed: mean(({ isLead }) => isLead),
      falseNames: mean(({ falseNames }) => falseNames > 0),
      falseNamesWithin: within(({ falseNames }) => falseNames > 0),
      falseLeads: mean(({ falseLeads }) => falseLeads > 0),
    };
  });
}

export function reliabilityOf(outcomes: readonly ListOutcome[]): Reliability[] {
  return stated.slice(0, -1).map((from, i) => {
    const until = stated[i + 1]!;
    const isLast = until === 1;
    const lists = outcomes.filter(
      ({ probability }) => probability >= from && (isLast || probability < until),
    );
    const right = lists.filter(({ isRight }) => isRight).length;
    const within = intervalOf(
      byWorld(lists, ({ isRight }) => isRight),
      `${from}`,
    );
    return { from, until, lists: lists.length, right, within };
  });
}

export function listLines(outcomes: readonly ListOutcome[]): string[] {
  const rows = listRows(outcomes);
  const lines = [
    '| list | victims | unrelated | lists | first | by count | less it | at any time | oracle ' +
      '| named | or a lead | false leads | false names |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
  ];
  const differences = rows.filter(hasSource).map(({ againstCount }) => againstCount);
  const worlds = new Set(outcomes.map(({ seed }) => seed)).size;
  const better = worlds < worldsForCertainty ? new Set() : holm(differences);
  for (const row of rows) {
    const cells = !hasSource(row)
      ? ['', '', '', '', '', '', '']
      : [
          ...[row.first, row.countFirst].map(percent),
          points(row.againstCount, better.has(row.againstCount)),
          ...[row.anyTimeFirst, row.oracleFirst].map(percent),
          `${percent(row.named)} (${range(row.namedWithin)})`,
          percent(row.listed),
        ];
    // Of five victims three in ten are one.
    const unrelated = 1 - relatedOf({ ...row, count: row.length }) / row.length;
    const name = [row.kind, row.length, percent(unrelated), row.lists];
    const wrong = `${percent(row.falseNames)} (${range(row.falseNamesWithin)})`;
    lines.push(`| ${[...name, ...cells, percent(row.falseLeads), wrong].join(' | ')} |`);
  }
  lines.push('');
  lines.push('*: more often first than by count (Holm at 5 %, over all lines with a source).', '');
  for (const kind of new Set(rows.map(kindOf))) lines.push(`${kind?.id}: ${kind?.title}`);
  lines.push('', ...apartLines(outcomes));
  for (const { from, until, lists, right, within } of reliabilityOf(outcomes)) {
    const share = lists === 0 ? '–' : percent(right / lists);
    const said = `${percent(from)} to ${percent(until)} sure`;
    lines.push(`${said}: ${lists} lists, right in ${share} % (${range(within)})`);
  }
  return lines;
}

/** Of lists by several, which part is said to be of them. */
function apartLines(outcomes: readonly ListOutcome[]): string[] {
  const taken = outcomes.filter(({ apart }) => apart !== undefined);
  const cells = Map.groupBy(taken, (one) => `${one.kind} ${one.length} ${one.unrelatedShare}`);
  const lines = [...cells.values()].map((lists) => {
    const [{ kind, length: count, unrelatedShare }] = lists as [ListOutcome, ...ListOutcome[]];
    const mean = (of: (apart: NonNullable<ListOutcome['apart']>) => number) => {
      const sum = lists.reduce((total, { apart }) => total + of(apart!), 0);
      return percent(Math.round((1_000 * sum) / lists.length) / 1_000);
    };
    const theirs = percent(relatedOf({ count, unrelatedShare }) / count);
    return (
      `${kind}, ${count} victims of whom ${theirs} % are theirs: ${lists.length} lists taken ` +
      `apart, ${mean(({ guilty }) => guilty)} % put down to them, ` +
      `${mean(({ innocent }) => innocent)} % to others who stand out`
    );
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function kindOf({ kind }: ListRow): ListKind | undefined {
  return listKinds.find(({ id }) => id === kind);
}

function hasSource(row: ListRow): boolean {
  return kindOf(row)?.unrelatedShare === null;
}

/** By world. */
function differencesOf(lists: readonly ListOutcome[]): number[][] {
  return [...Map.groupBy(lists, ({ seed }) => seed).values()].map((some) =>
    some.map(({ first, countFirst }) => first - countFirst),
  );
}

/** Percentage points; an asterisk: surely above 0. */
function points({ mean, interval: { low, high } }: Difference, isBetter: boolean): string {
  const [middle, from, to] = [mean, low, high].map((value) => Math.round(100 * value));
  return `${middle}${isBetter ? ' *' : ''} (${from} to ${to})`;
}

function byWorld(lists: readonly ListOutcome[], of: (one: ListOutcome) => boolean): Counted[] {
  return [...Map.groupBy(lists, ({ seed }) => seed).values()].map((some) => {
    return { hits: some.filter(of).length, trials: some.length };
  });
}

function percent(share: number): string {
  const value = 100 * share;
  return value > 0 && value < 1 ? value.toFixed(1) : value.toFixed(0);
}

function range({ low, high }: Interval): string {
  return `${percent(low)}–${percent(high)}`;
}
