// Where facts go: log lines, counters, and whoever else wants to hear them.

import type { Fact } from '../../telemetry.ts';
import { openCounters } from './counters.ts';
import { type Level, openLogLines } from './log-lines.ts';

export type TelemetryOptions = {
  readonly level: Level;
  /** Each is handed every fact, after log and counters. */
  readonly also: readonly ((fact: Fact) => void)[];
};

export type OpenedTelemetry = { emit(fact: Fact): void; metrics(): string };

export function openTelemetry({ level, also }: TelemetryOptions): OpenedTelemetry {
  const log = openLogLines(level);
  const counters = openCounters();
  return {
    emit(fact) {
      log(fact);
      counters.count(fact);
      for (const hear of also) hear(fact);
    },
    metrics: counters.text,
  };
}
