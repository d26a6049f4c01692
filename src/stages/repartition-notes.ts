// How far a repartition is, as notes in the last partition of `access-next`: of the topic that was
// copied, and then of the one that was written from the copy, its id and how far each partition
// goes. Each note is one transaction, and made once what it says was read again and counted.
// Used by repartition.ts.

import { OutputBuffer } from '../core/batch.ts';
import type { Position } from '../generated/records.ts';
import type { TopicState } from '../ports.ts';
import type { CopyPorts, LastRecord } from './access-copy.ts';
import { firstPosition } from './position.ts';
import { readState } from './read-state.ts';
import { nextAccess } from './settled-access.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type Notes = {
  /** Of `access` as it was, by partition: its end, and where it began if not at the start. */
  readonly copied: readonly Position[];
  /** Of `access` as it is now; undefined: it is the old one yet, or half made, or not there. */
  readonly written: readonly Position[] | undefined;
};

type Step = keyof Notes;

/** Undefined where the copy is not whole. */
export async function readNotes(ports: ReadingPorts, next: TopicState): Promise<Notes | undefined> {
  const state = await readState(ports, { topic: nextAccess, partition: next.partitions - 1 });
  const of = (step: Step): readonly Position[] => {
    const own = [...state].filter(([key]) => key.startsWith(`${step}/`));
    const positions = own.map(([, { record }]) => record as Position);
    return positions.sort((a, b) => a.partition - b.partition);
  };
  const [copied, written] = [of('copied'), of('written')];
  if (copied.length === 0) return undefined;
  return { copied, written: written.length === 0 ? undefined : written };
}

export async function writeNote(
  { codec, writer }: Pick<CopyPorts, 'codec' | 'writer'>,
  next: TopicState,
  { step, positions }: { readonly step: Step; readonly positions: readonly Position[] },
): Promise<void> {
  const output = new OutputBuffer(nextAccess, next.partitions - 1);
  for (const position of positions) {
    codec.encode(output, `${step}/${position.partition}`, 'Position', position);
  }
  await writer.commit([output]);
}

/**
 * Whether retention had taken the beginning. Detect knew what was in it, and has it in windows and
 * incidents: made anew over what is kept, they come out otherwise.
 */
export function isBeginningLost(copied: Notes['copied']): boolean {
  return copied.some(({ reread_from }) => reread_from !== null);
}

/** Of an `access` that was read to its end. */
export function endPosition(
  { id: logId }: TopicState,
  partition: number,
  { next: nextOffset, offset, digest }: LastRecord,
): Position {
  const position = firstPosition({ topic: 'access', partition, logId, nextOffset });
  return { ...position, last_offset: offset, last_digest: digest };
}
