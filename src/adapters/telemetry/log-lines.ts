// Facts → log lines, as JSON on standard error. Facts that come with every batch are for debugging;
// what a person should see is information; what they should do something about is a warning.

import pino, { type DestinationStream } from 'pino';
import type { Fact } from '../../telemetry.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const levels: Readonly<Record<Fact['kind'], 'debug' | 'info' | 'warn'>> = {
  'stage-started': 'info',
  'stage-stopped': 'info',
  'partition-taken': 'info',
  'partition-released': 'info',
  'end-seen': 'debug',
  'batch-committed': 'debug',
  'records-rejected': 'warn',
  'duplicates-dropped': 'debug',
  'reference-loaded': 'info',
  'user-unknown': 'debug',
  'touches-explained': 'debug',
  'touches-expired': 'debug',
  'anomalies-found': 'info',
  'incident-changed': 'info',
  'windows-closed': 'debug',
  'norms-published': 'debug',
  'events-too-old': 'warn',
  'clock-moved': 'debug',
  'state-measured': 'debug',
  'rows-archived': 'debug',
  'outside-failed': 'warn',
  'outside-recovered': 'info',
};

export function openLogLines(level: Level, into?: DestinationStream): (fact: Fact) => void {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Synchronous: the last lines before a crash are those that are needed.
  const log = pino(options, into ?? pino.destination({ dest: 2, sync: true }));
  return ({ kind, ...rest }) => log[levels[kind]](rest, kind.replaceAll('-', ' '));
}
