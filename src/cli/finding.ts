// One thing that was looked at, for `doctor` and `topics`: how it is, and what to do about it.

import { OutsideError } from '../errors.ts';

export type Finding = {
  readonly check: string;
  /** `warned`: it works, but perhaps otherwise than is meant. */
  readonly state: 'ok' | 'warned' | 'failed' | 'unknown';
  readonly found: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly next: string;
};

export function well(check: string, found: string, next = ''): Finding {
  return { check, state: 'ok', found, next };
}

export function warned(check: string, found: string, next: string): Finding {
  return { check, state: 'warned', found, next };
}

export function failed(check: string, found: string, next: string): Finding {
  return { check, state: 'failed', found, next };
}

/** What to do is said only where it failed. */
export function judged(check: string, isOk: boolean, found: string, next: string): Finding {
  return isOk ? well(check, found) : failed(check, found, next);
}

export function unknown(check: string, found: string): Finding {
  return { check, state: 'unknown', found, next: '' };
}

/** A failing world is a finding; a bug is not. */
export function failure(check: string, error: unknown): Finding {
  if (!(error instanceof OutsideError)) throw error;
  return failed(check, error.message, error.next);
}

export function findingText({ check, state, found, next }: Finding): string {
  const mark = { ok: 'ok     ', warned: 'WARNING', failed: 'FAILED ', unknown: 'skipped' }[state];
  const line = `${mark} ${check.padEnd(14)} ${found}`;
  return next === '' ? line : `${line}\n        → ${next}`;
}
