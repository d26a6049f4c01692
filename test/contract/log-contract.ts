// What every Log must do, as one suite: the memory log, SQLite on disk and Kafka all pass it.
// Whatever a stage relies on belongs here, so that the pipeline never knows which log it runs on.
//
// Each test makes topics of its own, so that all of them may share one slow broker.

import { describe } from 'vitest';
import type { Log } from '../../src/ports.ts';
import { describeGroups } from './log-groups.ts';
import { describeReading } from './log-reading.ts';
import { describeWriting } from './log-writing.ts';

export type LogSubject = {
  readonly log: Log;
  /** Makes the log compact this topic now, dropping tombstones too. */
  compact(topic: string): Promise<void>;
  /** Makes retention remove the records that are in this topic now. */
  expire(topic: string): Promise<void>;
  close(): Promise<void>;
};

export function describeLogContract(name: string, open: () => Promise<LogSubject>): void {
  describe(`log contract > ${name}`, () => {
    describeWriting(open);
    describeReading(open);
    describeGroups(open);
  });
}
