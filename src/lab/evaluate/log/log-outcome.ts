// What living through a log has come to: all that judging needs. For evaluate-log and judge-log.

import type { Millis } from '../../../core/time.ts';
import type { HonestScores, Rise } from '../outcome.ts';
import type { Protocol } from '../protocol.ts';

/** A question or incident that somebody honest gave, with thresholds as shipped. */
export type HonestCase = {
  /** Number of the person. */
  readonly user: number;
  /** On which it opened, or rose to this tier. */
  readonly day: number;
  readonly tier: 'question' | 'incident';
  /** It was a question before. */
  readonly isRisen: boolean;
};

/** A theft, and the same person at the same time without it. */
export type LogTrial = {
  readonly cell: string;
  readonly person: string;
  readonly startedAt: Millis;
  /** End of what was looked at. */
  readonly endsAt: Millis;
  /** Customers taken until then. */
  readonly taken: number;
  /** One list for each contender. */
  readonly rises: readonly (readonly Rise[])[];
  /** Of the placebo: the same injector, which adds nothing. */
  readonly placebo: readonly (readonly Rise[])[];
};

export type LogContender = {
  readonly id: string;
  readonly title: string;
  readonly kind: 'shipped' | 'ours' | 'alone' | 'baseline';
};

export type LogOutcome = {
  readonly protocol: Protocol;
  readonly contenders: readonly LogContender[];
  /** Names by number. */
  readonly people: readonly string[];
  readonly services: number;
  readonly events: number;
  readonly customers: number;
  readonly eligible: readonly string[];
  /** User-days of each person, by number. */
  readonly userDays: Readonly<Record<Half, readonly number[]>>;
  /** One for each contender. */
  readonly honest: readonly HonestScores[];
  readonly cases: readonly HonestCase[];
  /** Anomalies of each detector. */
  readonly anomalies: Readonly<Record<string, Readonly<Record<Half, number>>>>;
  readonly trials: readonly LogTrial[];
  /** Whether each placebo gave the very scores of the honest run. */
  readonly isPlaceboExact: boolean;
};

export type Half = 'calibration' | 'test';
export const halves: readonly Half[] = ['calibration', 'test'];

/** What the pipeline itself opens, as numbers that can be compared like scores. */
export const shippedTiers = { question: 1, incident: 2 } as const;
