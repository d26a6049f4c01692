// Where a replay writes beside its tables, and how fast it may go: what its flags say of that.

import { OutsideError } from '../errors.ts';
import { type ScoreGrain, scoreGrains } from '../investigate/replay-scores.ts';
import type { Context } from './command.ts';
import type { LineFile } from './outside.ts';

export type ReplayFiles = {
  readonly out: LineFile | undefined;
  readonly scores: { readonly grain: ScoreGrain; readonly out: LineFile } | undefined;
};

/** `--scores days FILE`: the grain is the flag's, the file a word. */
export function openFiles({ flags, words, outside }: Context): ReplayFiles {
  const [out, grain] = [flags.text('out'), flags.text('scores')];
  const open = (path: string) => outside.openLines(path, 0);
  const findings = out === undefined ? undefined : open(out);
  if (grain === undefined) return { out: findings, scores: undefined };
  const known = scoreGrains.find((one) => one === grain);
  const [path] = words;
  if (known === undefined || path === undefined) {
    const said = `--scores takes ${scoreGrains.join(', ')}, and then a FILE.`;
    throw new OutsideError('bad-usage', said);
  }
  return { out: findings, scores: { grain: known, out: open(path) } };
}

/** Records a second at most. */
export function rateOf({ flags }: Context): number | undefined {
  const text = flags.text('rate');
  if (text === undefined || Number(text) > 0) return text === undefined ? undefined : Number(text);
  throw new OutsideError('bad-usage', `--rate takes records a second, not ${text}.`);
}
