// The accesses of a simulated world as an enrich stage would write them, in memory. For worlds that
// are lived through, and for tests.

import type { Access } from '../core/detector.ts';
import { Enricher } from '../core/enrich.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { Reference } from '../core/reference.ts';
import { paneMs } from '../core/time.ts';
import type { Tick } from '../generated/records.ts';
import type { Neighbours } from './neighbours.ts';
import { simulate, type World } from './simulate.ts';
import type { SimulateSettings } from './simulate-settings.ts';

/** Who hears that time has passed, and what colleagues did; without neighbours nobody knows. */
export type Told = {
  readonly pipeline: Pipeline;
  readonly neighbours?: Neighbours | undefined;
};

/**
 * All that is known beside the events of a world, as if all of it had been read before them; or of
 * a company that feeds no tickets in.
 */
export function referenceOf(
  { people, assets, subjects, tickets }: World,
  { hasTickets = true } = {},
): Reference {
  const reference = new Reference();
  for (const person of people) reference.apply('Person', person.id, person);
  for (const asset of assets) {
    reference.apply('Asset', `${asset.source}/${asset.database}/${asset.table}`, asset);
  }
  for (const subject of subjects()) reference.apply('Subject', subject.id, subject);
  for (const ticket of hasTickets ? tickets() : []) reference.apply('Ticket', ticket.id, ticket);
  return reference;
}

/** The accesses of a world, enriched, with the Ticks that an enrich stage would give. */
export function* accessesOf(
  world: SimulateSettings,
  { pipeline, neighbours }: Told,
): Generator<Access, void, void> {
  const made = simulate(world);
  const { events } = made;
  const enricher = new Enricher(referenceOf(made));
  let clock = 0;
  let offset = 0;
  const tick = (state: Tick['state']) => {
    for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
    neighbours?.tell(pipeline);
  };
  for (const event of events()) {
    const { at } = event;
    if (Math.floor(at / paneMs) > Math.floor(clock / paneMs)) {
      clock = at;
      tick('live');
    }
    offset += 1;
    const arrival = { partition: 0, offset, seenAt: at, at, reportedAt: null, isLate: false };
    yield* enricher.enrich(event, arrival);
  }
  tick('end');
}
