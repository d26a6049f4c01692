// Enriched accesses as they go into Kafka: a day of the simulated house through the enrich stage,
// encoded. For benchmarks of what happens to their bytes.

import { keyOf, OutputBuffer, valueBytes } from '../../src/core/batch.ts';
import { dayMs } from '../../src/core/time.ts';
import { simulate } from '../../src/lab/simulate.ts';
import { enrichWorld } from '../support/enrich-world.ts';
import { noon } from '../support/reference-rows.ts';

const settings = { agents: 40, customers: 5_000, days: 1, seed: 1, thief: 'none' } as const;

/** The first `count` events of one partition. */
export async function enrichedEvents(count: number): Promise<OutputBuffer> {
  const world = await enrichWorld({ sources: 1, users: 1 });
  const simulated = simulate({ ...settings, start: noon - dayMs / 2 });
  world.time.now = noon + dayMs;
  await world.put({ topic: 'people' }, 'Person', ...simulated.people);
  await world.put({ topic: 'assets' }, 'Asset', ...simulated.assets);
  await world.put({ topic: 'tickets' }, 'Ticket', ...simulated.tickets());
  await world.put({ topic: 'db-access' }, 'AccessEvent', ...simulated.events());
  await world.drain({ pendingMs: 0 });
  const output = new OutputBuffer('access', 0);
  const { start, end } = await world.log.range('access', 0);
  for (let offset = start; offset < end && output.count < count; ) {
    const batch = await world.log.read('access', 0, offset, { maxBytes: 1e6, waitMs: 0 });
    for (let i = 0; i < batch.count && output.count < count; i += 1) {
      output.append(keyOf(batch, i), valueBytes(batch, i));
    }
    offset = batch.nextOffset;
  }
  await world.log.close();
  if (output.count < count) throw new Error(`there are only ${output.count} events`);
  return output;
}
