// What every stage is given of the world outside. Archive asks for a warehouse besides.

import type { Clock, Codec, Log, Telemetry } from '../ports.ts';

export type StagePorts = {
  readonly log: Log;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
};

/** What is enough to read records again and to understand them. */
export type ReadingPorts = Pick<StagePorts, 'log' | 'codec'>;
