// One person's records lived again, alone, with something added: exact, because a person's verdicts
// are a function of their own records and of what is known of everybody (tickets, staff), which the
// honest world has left behind. A test holds that a person run alone gives the very anomalies of
// the whole run.

import { Enricher } from '../../core/enrich.ts';
import type { Reference } from '../../core/reference.ts';
import type { Millis } from '../../core/time.ts';
import type { AccessEvent, Ticket } from '../../generated/records.ts';
import { DayReader, PersonDays } from './day-features.ts';
import type { Injected } from './inject.ts';
import { type OwnPipeline, ownPipeline, type Tell } from './own-scores.ts';
import type { Protocol } from './protocol.ts';
import { type Seen, seenOf } from './seen.ts';

export type Reliving = {
  readonly reference: Reference;
  readonly protocol: Protocol;
  readonly own: Pick<OwnPipeline, 'detectors' | 'riskToOpen' | 'anomaly'>;
  readonly teamNumber: (team: string | null) => number;
  /** What was seen of the person in the honest world, in the order of arrival. */
  readonly records: readonly Seen[];
  readonly injected: Pick<Injected, 'person' | 'events' | 'tickets'>;
  readonly cell: string;
  /** The same person's days in the honest world. */
  readonly honest: PersonDays;
  readonly tell: Tell;
  readonly onSeen?: ((seen: Seen) => void) | undefined;
};

/** Returns the days as they then were. */
export function relive(reliving: Reliving): PersonDays {
  const { reference, protocol, own, teamNumber, injected, honest, tell } = reliving;
  const { person, tickets } = injected;
  const days = new PersonDays(person, honest.days, { cell: reliving.cell, honest });
  const reader = new DayReader(days, protocol, teamNumber);
  const pipeline = ownPipeline({ ...own, people: [person], tell });
  for (const ticket of tickets) reference.apply('Ticket', ticket.id, ticket);
  let clock: Millis = 0;
  for (const seen of merged(againSeen(reliving), injectedSeen(reliving))) {
    const { access } = seen;
    // Under another account it is another's record.
    if (access.user !== person) continue;
    clock = Math.max(clock, access.at);
    reader.read(seen);
    reliving.onSeen?.(seen);
    pipeline.access(access);
  }
  for (const _ of pipeline.tick({ source_partition: 0, clock, sources: 1, state: 'end' }));
  reader.end();
  for (const ticket of tickets) reference.apply('Ticket', ticket.id, null);
  return days;
}

/**
 * The honest records, as they are seen with the thief's tickets about. A ticket says something of
 * its customer alone, so that all others are seen as they were.
 */
function againSeen({ reference, records, injected }: Reliving): readonly Seen[] {
  const covered = new Set(injected.tickets.map(({ subject }: Ticket) => subject));
  if (covered.size === 0) return records;
  const enricher = new Enricher(reference);
  return records.map((seen) => {
    if (!seen.access.subjects.some((subject) => covered.has(subject))) return seen;
    const again = seenOf(seen.event, enricher, seen.found.source_offset);
    return again[seen.found.part]!;
  });
}

function injectedSeen({ reference, injected }: Reliving): readonly Seen[] {
  const enricher = new Enricher(reference);
  return injected.events.flatMap((event: AccessEvent) => seenOf(event, enricher, 0));
}

/** The honest ones stay in their order; what is added goes in by its time. */
function* merged(records: readonly Seen[], added: readonly Seen[]): Generator<Seen, void, void> {
  let next = 0;
  for (const record of records) {
    while (next < added.length && added[next]!.access.at < record.access.at) {
      yield added[next]!;
      next += 1;
    }
    yield record;
  }
  yield* added.slice(next);
}
