// What a stage wrote into its state topic: the newest record of each key, as compaction will leave
// it some day. Read after the writer is open, so that nobody else can still be writing.

import { keyOf } from '../core/batch.ts';
import { OutsideError } from '../errors.ts';
import type { Decoded } from '../ports.ts';
import { type Place, readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type StateRecord = Extract<Decoded, { readonly kind: 'record' }>;

/** By key, in the order in which the records were written last; only what is wanted is kept. */
export async function readState(
  { log, codec }: ReadingPorts,
  place: Place,
  isWanted: (record: StateRecord) => boolean = () => true,
): Promise<ReadonlyMap<string, StateRecord>> {
  const state = new Map<string, StateRecord>();
  const { start, end } = await log.range(place.topic, place.partition);
  for await (const batch of readRange(log, place, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      const key = keyOf(batch, i) ?? '';
      // Going on without a part of the state would give other findings than before: stop instead.
      if (decoded.kind === 'rejected') {
        const message = `${place.topic}/${place.partition} cannot be read: ${decoded.detail}`;
        throw new OutsideError('log-damaged', message);
      }
      // A map keeps the place of a key that is set again: only what is deleted first moves.
      state.delete(key);
      if (decoded.kind === 'record' && isWanted(decoded)) state.set(key, decoded);
    }
  }
  return state;
}
