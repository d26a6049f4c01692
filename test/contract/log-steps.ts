// Steps that the contract tests of a Log are written in: topics, buffers, reading to the end,
// and tasks that note what they are called with. Used by test/contract and the log's own tests.

import { keyOf, OutputBuffer, type RecordBatch, valueBytes } from '../../src/core/batch.ts';
import { OutsideError } from '../../src/errors.ts';
import type { Log, MembershipOptions, PartitionTask, TopicSpec } from '../../src/ports.ts';

/** A record as text: key, value (null: tombstone) and offset. */
export type Line = {
  readonly key: string | null;
  readonly value: string | null;
  readonly offset: number;
};

const made = { topics: 0 };

/** Creates a topic with a name that nobody else has. */
export async function freshTopic(log: Log, spec: Partial<TopicSpec> = {}): Promise<string> {
  made.topics += 1;
  const name = `contract-${process.pid}-${made.topics}`;
  await log.createTopic({ name, partitions: 1, cleanup: 'delete', ...spec });
  return name;
}

/** A name of a group or writer that nobody else has. */
export function freshName(prefix: string): string {
  made.topics += 1;
  return `${prefix}-${process.pid}-${made.topics}`;
}

export type Entry = readonly [key: string | null, value: string | null];

export function output(topic: string, partition: number, entries: readonly Entry[]): OutputBuffer {
  const buffer = new OutputBuffer(topic, partition);
  for (const [key, value] of entries)
    buffer.append(key, value === null ? null : Buffer.from(value));
  return buffer;
}

/** Appends values without keys to partition 0, in one commit. */
export async function append(log: Log, topic: string, values: readonly string[]): Promise<void> {
  await appendTo(
    log,
    [topic, 0],
    values.map((value): Entry => [null, value]),
  );
}

export async function appendTo(
  log: Log,
  [topic, partition]: readonly [topic: string, partition: number],
  entries: readonly Entry[],
): Promise<void> {
  const writer = await log.writer(freshName('writer'));
  await writer.commit([output(topic, partition, entries)]);
  await writer.close();
}

export function linesOf(batch: RecordBatch): readonly Line[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    key: keyOf(batch, i),
    value: batch.valueStart[i]! < 0 ? null : Buffer.from(valueBytes(batch, i)).toString(),
    offset: batch.offsets[i]!,
  }));
}

export function valuesOf(batch: RecordBatch): readonly (string | null)[] {
  return linesOf(batch).map(({ value }) => value);
}

/** Everything from `offset` to the end of the partition. */
export async function readAll(
  log: Log,
  topic: string,
  { partition = 0, offset = 0 }: { readonly partition?: number; readonly offset?: number } = {},
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (let at = offset; ; ) {
    const batch = await log.read(topic, partition, at, { maxBytes: 100_000, waitMs: 0 });
    lines.push(...linesOf(batch));
    at = batch.nextOffset;
    if (at >= batch.endOffset) return lines;
  }
}

/** The code of the OutsideError that the promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'nothing failed';
  } catch (error) {
    if (error instanceof OutsideError) return error.code;
    throw error;
  }
}

export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 8_000 && !isSo(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (!isSo()) throw new Error('it did not become so within forty seconds');
}

/** What a group's members note: who took, processed and released what, in order. */
export class Notes {
  readonly calls: string[] = [];
  readonly values: (string | null)[] = [];
  /** Next offset by topic/partition: what a stage keeps in its state topic. */
  readonly positions = new Map<string, number>();

  /** A member of `group` over `topics` whose tasks go on until `isDone` says so. */
  member(
    names: {
      readonly group: string;
      readonly instance: string;
      readonly topics: readonly string[];
    },
    overrides: Partial<PartitionTask> & { readonly maxBatchBytes?: number } = {},
  ): MembershipOptions {
    const { maxBatchBytes = 100_000, ...task } = overrides;
    const { instance } = names;
    return {
      ...names,
      maxBatchBytes,
      take: async (partition) => {
        this.calls.push(`${instance} takes ${partition}`);
        return {
          positions: new Map(
            names.topics.map((topic) => [topic, this.positions.get(`${topic}/${partition}`) ?? 0]),
          ),
          process: async (batch) => {
            this.note(batch);
            return 'more';
          },
          idle: async () => 'more',
          release: async () => {
            this.calls.push(`${instance} releases ${partition}`);
          },
          ...task,
        };
      },
    };
  }

  note(batch: RecordBatch): void {
    this.values.push(...valuesOf(batch));
    this.positions.set(`${batch.topic}/${batch.partition}`, batch.nextOffset);
  }

  count(call: RegExp): number {
    return this.calls.filter((made) => call.test(made)).length;
  }
}
