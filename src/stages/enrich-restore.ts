// What an enrich task remembers over a restart: the touches that still wait, and the event ids seen
// in the last minutes of the source. For the enrich stage.
//
// The touches are state records. The ids are not: they would be the larger part of every commit,
// and the same raw records, read again, give the same ids (core/recent-ids.ts says why).

import { eventFields, hasOwnId, refusalOf } from '../core/enrich.ts';
import type { PendingTouches } from '../core/pending-touches.ts';
import { RecentIds } from '../core/recent-ids.ts';
import { SourceClock } from '../core/source-clock.ts';
import type { Position } from '../generated/records.ts';
import { readRange } from './read-range.ts';
import type { StateRecord } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

/** In the order of the state, which is the order in which the touches began to wait. */
export function restorePending(
  pending: PendingTouches,
  state: ReadonlyMap<string, StateRecord>,
): void {
  for (const [key, { name, record }] of state) {
    if (name === 'PendingTouch') pending.restore(key, record);
  }
}

/** The ids seen lately, by reading the same records again. */
export async function rebuildRecentIds(
  { log, codec }: ReadingPorts,
  position: Position,
  latenessMs: number,
): Promise<RecentIds> {
  const recent = new RecentIds();
  const reader = codec.reader('AccessEvent', eventFields);
  if (position.reread_from === null) return recent;
  const clock = new SourceClock(latenessMs);
  const { start } = await log.range(position.topic, position.partition);
  const range = { from: Math.max(start, position.reread_from), to: position.next_offset };
  for await (const batch of readRange(log, position, range)) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const offset = batch.offsets[i]!;
      const decoded = reader(batch, i);
      if (offset >= range.to || decoded.kind !== 'record' || decoded.name !== 'AccessEvent')
        continue;
      const event = decoded.record;
      const seenAt = batch.seenAt[i]!;
      if (refusalOf(event) ?? clock.refusal(event.at, seenAt)) continue;
      const { hasMoved } = clock.take(event.at, seenAt, event.account);
      if (hasOwnId(event)) {
        recent.see(event.event_id, { offset, clock: clock.clock ?? event.at, hasMoved });
      }
    }
  }
  return recent;
}
