// What detect says when it goes on under other settings than those its findings were made under,
// or takes a partition for the first time: the settings, kept for ever so that a replay can cross
// the change; and the incidents that are open under the new ones and of which nobody has been told.
// The state was rebuilt silently, so these were found in the past.
//
// All of it is one transaction, together with a Position that names the new settings: whoever takes
// the partition over after a crash says all of it, or nothing. Used by detect-task.ts.

import type { Incident, Position, Settings } from '../generated/records.ts';
import type { DetectSettings } from './detect-settings.ts';
import type { Build } from './detect-state.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

export function settingsRecord(
  { detectors, graceMs, riskToOpen }: DetectSettings,
  { hashes }: Build,
  { generation, clock }: Position,
): Settings {
  const chosen = detectors.map(({ detector, params }) => [detector.id, params]);
  const settings = { graceMs, riskToOpen, detectors: Object.fromEntries(chosen) };
  return { generation, at: clock ?? 0, hashes, settings: JSON.stringify(settings) };
}

/** Of the open incidents those that were never announced, ready to be. */
export async function neverAnnounced(
  { log, codec }: ReadingPorts,
  partition: number,
  open: ReadonlyMap<string, Incident>,
): Promise<readonly Incident[]> {
  if (open.size === 0) return [];
  const left = new Map(open);
  const place = { topic: 'incidents', partition };
  const { start, end } = await log.range(place.topic, partition);
  for await (const batch of readRange(log, place, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      if (decoded.kind !== 'record' || decoded.name !== 'Incident') continue;
      if (decoded.record.announced) left.delete(decoded.record.id);
    }
  }
  // For whoever is paged it opens now, whenever it began.
  return [...left.values()].map((one) => ({ ...one, state: 'opened', announced: true }));
}
