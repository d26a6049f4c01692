// The flags of `replay` that say what is wanted, and what their texts stand for. For
// replay-request.ts.

import type { Millis } from '../core/time.ts';
import { timeReader } from '../core/time-words.ts';
import { OutsideError } from '../errors.ts';
import type { Flag } from './command.ts';
import { sourceFlags } from './source-words.ts';

/** In `replay diff`: what live has found. */
export const live = 'live';

/** The longest memory of a detector and its windows, and a little more. */
const warmupDays = 30;

export const requestFlags: readonly Flag[] = [
  ...sourceFlags,
  { name: 'from', value: 'TIME', doc: 'Event time from which findings count [all].' },
  { name: 'to', value: 'TIME', doc: 'Event time before which they count [all].' },
  {
    name: 'warm-up',
    value: 'DAYS',
    doc: `Days before --from to go through too [${warmupDays}, or none after kept state].`,
  },
  {
    name: 'offsets',
    value: 'P:FIRST-NEXT,…',
    doc: 'These records of access alone, by partition and offset, without NEXT [to the end].',
  },
  { name: 'users', value: 'NAME,…', doc: 'These people only.' },
  { name: 'detectors', value: 'ID,…', doc: 'These detectors only.' },
  { name: 'rate', value: 'N', doc: 'At most N records a second, to leave room for others.' },
  { name: 'reason', value: 'TEXT', doc: 'Why: kept with the replay.' },
  { name: 'id', value: 'NAME', doc: 'What to call it [by the time of now].' },
];

export function warmupOf(text: string | undefined): number {
  const days = Number(text ?? warmupDays);
  if (Number.isFinite(days) && days >= 0) return days;
  throw new OutsideError('bad-usage', `--warm-up takes days, not ${text}.`);
}

export function timeOf(text: string | undefined, flag: string): Millis | undefined {
  if (text === undefined) return undefined;
  const at = timeReader('iso', 'UTC')(text.trim());
  if (at !== undefined) return at;
  const message = `--${flag} takes a time such as 2024-03-01 or 2024-03-01T09:30Z, not ${text}.`;
  throw new OutsideError('bad-usage', message);
}

export type OffsetSpan = {
  readonly partition: number;
  readonly first: number;
  /** Undefined: to the end. */
  readonly next: number | undefined;
};

/** `0:1000-5000,1:700-`: a partition and what of it, the end left out. */
export function offsetsOf(text: string | undefined): readonly OffsetSpan[] | undefined {
  if (text === undefined) return undefined;
  const spans = listOf(text).map((word) => {
    const found = /^(\d{1,6}):(\d{1,15})-(\d{1,15})?$/.exec(word);
    const [partition, first] = [Number(found?.[1]), Number(found?.[2])];
    const next = found?.[3] === undefined ? undefined : Number(found[3]);
    if (found === null || (next !== undefined && next <= first)) throw badOffsets(word);
    return { partition, first, next };
  });
  const partitions = new Set(spans.map(({ partition }) => partition));
  if (spans.length === 0 || partitions.size < spans.length) throw badOffsets(text);
  return spans;
}

function badOffsets(word: string): OutsideError {
  const rule = '--offsets takes each partition once, such as 0:1000-5000,1:700-';
  return new OutsideError('bad-usage', `${rule}, not '${word}'.`);
}

/** It is a word of the command line, and part of the id of statements. */
export function idOf(id: string): string {
  if (/^[\w.-]{1,64}$/.test(id) && id !== live) return id;
  const rule = `up to 64 letters, digits, - _ and ., and not ${live}`;
  throw new OutsideError('bad-usage', `--id takes ${rule}.`);
}

export function listOf(text: string | undefined): readonly string[] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** 20240301-093000-123 */
export function idTime(at: Millis): string {
  return new Date(at).toISOString().replaceAll(/[-:Z]/g, '').replace('T', '-').replace('.', '-');
}
