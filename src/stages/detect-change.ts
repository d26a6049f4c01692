// What detect says when it goes on under other settings than those its findings were made under,
// or takes a partition for the first time: the settings, so that a replay can cross the change; and
// what has become of incidents. The state was rebuilt silently: some are open now of which nobody
// was told, and some are none any more. So it is where `access` was written anew and its beginning
// was gone (repartition-states.ts).
//
// All of it is one transaction, together with a Position that names the new settings: whoever takes
// the partition over after a crash says all of it, or nothing. Used by detect-task.ts.

import { partitionOf } from '../core/hash.ts';
import type { Millis } from '../core/time.ts';
import type { Incident, Position, Settings } from '../generated/records.ts';
import type { DetectSettings } from './detect-settings.ts';
import type { Build } from './detect-state.ts';
import { existingTopic } from './existing-topic.ts';
import { readRange } from './read-range.ts';
import type { ReadingPorts } from './stage-ports.ts';

export function settingsRecord(
  { detectors, graceMs, budgets }: DetectSettings,
  { hashes }: Build,
  { generation, clock }: Position,
): Settings {
  const chosen = detectors.map(({ detector, params }) => [detector.id, params]);
  const settings = { graceMs, budgets, detectors: Object.fromEntries(chosen) };
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
 * as detect has now: new ones are opened, and those that are none any more closed. Of a person all
 * partitions may speak: before `access` was written anew they were in another one.
 */
export async function incidentNews(
  { log, codec }: ReadingPorts,
  partition: number,
  { open, at }: Rebuilt,
): Promise<readonly Incident[]> {
  const { partitions: users } = await existingTopic(log, 'access');
  const told = new Map<string, Incident>();
  for (const incident of await incidentsOf({ log, codec }, { partition, users })) {
    if (incident.state === 'closed') told.delete(incident.id);
    else if (incident.announced || told.has(incident.id)) told.set(incident.id, incident);
  }
  const gone = [...told.values()].filter(({ id }) => !open.has(id));
  const fresh = [...open.values()].filter(({ id }) => !told.has(id));
  return [
    ...gone.map((one) => closedBy(one, at)),
    // For whoever is paged it opens now, whenever it began.
    ...fresh.map((one): Incident => ({ ...one, state: 'opened', announced: true })),
  ];
}

/** Of all who are in the partition now, in the order in which they were told. */
async function incidentsOf(
  { log, codec }: ReadingPorts,
  { partition, users }: { readonly partition: number; readonly users: number },
): Promise<readonly Incident[]> {
  const found: { readonly incident: Incident; readonly toldAt: number }[] = [];
  const topic = 'incidents';
  const { partitions } = await existingTopic(log, topic);
  for (let other = 0; other < partitions; other += 1) {
    const place = { topic, partition: other };
    const { start, end } = await log.range(topic, other);
    let toldAt = 0;
    for await (const batch of readRange(log, place, { from: start, to: end })) {
      await codec.prepare(batch);
      for (let i = 0; i < batch.count; i += 1) {
        // Within a partition the order is its own, should a broker's clock have gone back.
        toldAt = Math.max(toldAt, batch.seenAt[i]!);
        const decoded = codec.decode(batch, i);
        if (decoded.kind !== 'record' || decoded.name !== 'Incident') continue;
        if (partitionOf(decoded.record.user, users) !== partition) continue;
        found.push({ incident: decoded.record, toldAt });
      }
    }
  }
  // Who was moved to another partition was moved while nobody told anything.
  return found.sort((a, b) => a.toldAt - b.toldAt).map(({ incident }) => incident);
}

function closedBy(incident: Incident, at: Millis): Incident {
  return {
    ...incident,
    state: 'closed',
    sequence: incident.sequence + 1,
    // Only what somebody was told of is closed here: whoever was paged is told that too.
    announced: true,
    at,
    closed_at: at,
    headline: 'is no incident by the settings in force and the records that are kept now',
  };
}
