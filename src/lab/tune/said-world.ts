// What was said in a world and in its trials: what is tuned on, small enough to be a file. For
// tune-world, which writes it, and choose.

import type { Millis } from '../../core/time.ts';
import type { Protocol } from '../evaluate/protocol.ts';
import type { Said } from './said.ts';

export type SaidTrial = {
  readonly cell: string;
  readonly startedAt: Millis;
  readonly endsAt: Millis;
  readonly said: readonly Said[];
};

export type SaidWorld = {
  readonly seed: number;
  readonly agents: number;
  /** False: a company that feeds no tickets in, so that nobody lacks a reason. */
  readonly hasTickets: boolean;
  readonly protocol: Protocol;
  /** Of each who is honest and of whom anything was said. */
  readonly honest: readonly (readonly Said[])[];
  readonly trials: readonly SaidTrial[];
};
