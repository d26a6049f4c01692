// What detect says when it goes on under other settings than those its findings were made under,
// or takes a partition for the first time: the settings, so that a replay can cross the change; and
// what has become of incidents. The state was rebuilt silently: some are open now of which nobody
// was told, and some are none any more.
//
// All of it is one transaction, together with a Position that names the new settings: whoever takes
// the partition over after a crash says all of it, or nothing. Used by detect-task.ts.

import type { Millis } from '../core/time.ts';
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

export type Rebuilt = {
  /** All incidents that are open now, as the rebuild had them last. */
  readonly open: ReadonlyMap<string, Incident>;
  /** Event time reached. */
  readonly at: Millis;
};

/**
 * What is to be written of incidents, so that those who were told of some have the same ones open
 * as detect has now: new ones are opened, and those that are none any more closed.
 */
export async function incidentNews(
  { log, codec }: ReadingPorts,
  partition: number,
  { open, at }: Rebuilt,
): Promise<readonly Incident[]> {
  const told = new Map<string, Incident>();
  const place = { topic: 'incidents', partition };
  const { start, end } = await log.range(place.topic, partition);
  for await (const batch of readRange(log, place, { from: start, to: end })) {
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      if (decoded.kind !== 'record' || decoded.name !== 'Incident') continue;
      const { record } = decoded;
      if (record.state === 'closed') told.delete(record.id);
      else if (record.announced || told.has(record.id)) told.set(record.id, record);
    }
  }
  const gone = [...told.values()].filter(({ id }) => !open.has(id));
  const fresh = [...open.values()].filter(({ id }) => !told.has(id));
  return [
    ...gone.map((one) => closedBy(one, at)),
    // For whoever is paged it opens now, whenever it began.
    ...fresh.map((one): Incident => ({ ...one, state: 'opened', announced: true })),
  ];
}

function closedBy(incident: Incident, at: Millis): Incident {
  return {
    ...incident,
    state: 'closed',
    sequence: incident.sequence + 1,
    announced: false,
    at,
    closed_at: at,
    headline: 'is no incident under the settings in force now',
  };
}
