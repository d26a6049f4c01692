// What somebody wants to have replayed, as flags and settings say it, in the shape in which it is
// remembered. For replay-run.ts.

import { shippedBudgets } from '../core/calibration.ts';
import { dayMs, type Millis } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import type { ReplayPlan } from '../investigate/replay.ts';
import type { Chosen, ReplayRange } from '../investigate/replay-source.ts';
import type { ReplayRow } from '../investigate/replay-store.ts';
import { buildOf } from '../stages/detect-state.ts';
import type { Context } from './command.ts';
import { detectSettings } from './detect-settings.ts';
import {
  idOf,
  idTime,
  listOf,
  type OffsetSpan,
  offsetsOf,
  requestFlags,
  timeOf,
  warmupOf,
} from './replay-flags.ts';
import type { Opened } from './replay-house.ts';

export async function requestOf(
  { flags, settings, outside }: Context,
  { source, word, reference }: Opened,
): Promise<ReplayRow> {
  const chosen = chosenOf(settings, listOf(flags.text('detectors')));
  const [from, to] = [timeOf(flags.text('from'), 'from'), timeOf(flags.text('to'), 'to')];
  if (from !== undefined && to !== undefined && from >= to) {
    throw new OutsideError('bad-usage', '--from must be before --to.');
  }
  const now = outside.clock.now();
  const spans = offsetsOf(flags.text('offsets'));
  if (spans !== undefined) requireAlone(flags, word);
  return {
    id: idOf(flags.text('id') ?? `replay-${idTime(now)}`),
    revision: 1,
    state: 'running',
    startedAt: now,
    silentMs: 0,
    isPart: spans !== undefined,
    who: outside.machine.user,
    reason: flags.text('reason') ?? '',
    version: outside.version,
    source: word,
    reference: reference ?? '',
    logId: source.logId,
    from,
    to,
    users: listOf(flags.text('users')),
    settings: settingsText(chosen),
    settingsHash: buildOf(chosen).layout,
    ranges:
      spans === undefined
        ? await rangesOf(source, { from, warmup: flags.text('warm-up'), chosen })
        : spans.map((span) => rangeOf(source, span)),
    records: 0,
    unreadable: 0,
    inputDigest: '',
    reachedAt: 0,
    findings: 0,
  };
}

/** One that goes on takes what it was begun with. */
export function requireNoRequest({ flags }: Pick<Context, 'flags'>): void {
  const asked = requestFlags
    .map(({ name }) => name)
    .filter((name) => !['source', 'rate'].includes(name));
  const fixed = [...asked, 'set', 'settings', 'grace', 'question-budget', 'incident-budget'];
  const strange = fixed.find((name) => flags.text(name) !== undefined);
  if (strange === undefined) return;
  const message = `--resume goes on with what was asked for: it takes no --${strange}.`;
  throw new OutsideError('bad-usage', message);
}

/** The plan of a replay that is remembered. */
export function planOf(row: ReplayRow, written: ReplayPlan['written']): ReplayPlan {
  const { id, revision, users, ranges, from = Number.NEGATIVE_INFINITY } = row;
  const { to = Number.POSITIVE_INFINITY } = row;
  return { id, revision, from, to, users, ranges, written, ...chosenFrom(row) };
}

function chosenOf(settings: Context['settings'], ids: readonly string[]): Chosen {
  const { detectors: all, graceMs, budgets } = detectSettings(settings);
  const known = all.map(({ detector }) => detector.id);
  const strange = ids.find((id) => !known.includes(id));
  if (strange !== undefined) {
    const message = `There is no detector ${strange}. There are: ${known.join(', ')}.`;
    throw new OutsideError('bad-usage', message);
  }
  const chosen = all.filter(({ detector }) => ids.length === 0 || ids.includes(detector.id));
  return { detectors: chosen, graceMs, budgets };
}

function settingsText({ detectors: all, graceMs, budgets }: Chosen): string {
  const chosen = Object.fromEntries(all.map(({ detector, params }) => [detector.id, params]));
  return JSON.stringify({ graceMs, budgets, detectors: chosen });
}

/** From what is remembered; refused where this build would find something else by it. */
function chosenFrom({ id, settings, settingsHash, version }: ReplayRow): Chosen {
  type Remembered = Omit<Chosen, 'detectors'> & {
    readonly detectors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  // Without budgets: from before there were any, and refused by its hash.
  const remembered = JSON.parse(settings) as Remembered;
  const { graceMs, budgets = shippedBudgets, detectors: params } = remembered;
  const chosen = detectors.flatMap((detector) => {
    const own = params[detector.id];
    return own === undefined ? [] : [{ detector, params: own }];
  });
  const found = { detectors: chosen, graceMs, budgets };
  if (buildOf(found).layout === settingsHash) return found;
  const message = `The replay ${id} was begun by ${version}, which finds other things than this.`;
  throw new OutsideError('bad-usage', message);
}

type Beginning = {
  readonly from: Millis | undefined;
  readonly warmup: string | undefined;
  readonly chosen: Chosen;
};

/** Where live has kept its state, unless somebody wants a warm-up; else with one. */
async function rangesOf(
  source: Opened['source'],
  { from, warmup, chosen }: Beginning,
): Promise<ReplayRow['ranges']> {
  const at = (from ?? 0) - warmupOf(warmup) * dayMs;
  if (from === undefined) return source.ranges;
  const begin = async (range: ReplayRange): Promise<ReplayRange> => {
    const isKeptWanted = warmup === undefined;
    const kept = isKeptWanted ? await source.kept?.find(range.partition, chosen, from) : undefined;
    if (kept !== undefined && kept >= range.first) return { ...range, first: kept, isKept: true };
    return { ...range, first: await source.offsetAt(range, at) };
  };
  return Promise.all(source.ranges.map(begin));
}

/** What begins at an offset begins with nothing known, and raw events are given new ones. */
function requireAlone(flags: Context['flags'], word: string): void {
  const other = ['from', 'to', 'warm-up'].find((name) => flags.has(name));
  const why =
    word === 'raw'
      ? '--source raw gives events new offsets: it goes without --offsets.'
      : `--offsets says which records: it goes without --${other}.`;
  if (word === 'raw' || other !== undefined) throw new OutsideError('bad-usage', why);
}

function rangeOf({ ranges, name }: Opened['source'], span: OffsetSpan): ReplayRange {
  const { partition, first } = span;
  const whole = ranges.find((range) => range.partition === partition);
  const next = span.next ?? whole?.next ?? 0;
  if (whole !== undefined && first >= whole.first && next <= whole.next && first < next) {
    return { partition, first, next };
  }
  const all = ranges.map((range) => `${range.partition}:${range.first}-${range.next}`).join(',');
  const message = `--offsets ${partition}:${first}-${span.next ?? ''}: ${name} has ${all}.`;
  throw new OutsideError('bad-usage', message);
}
