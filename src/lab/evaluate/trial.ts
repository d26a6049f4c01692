// One person's records lived again, alone, with something added: exact, because a person's verdicts
// are a function of their own records, of what is known of everybody (tickets, staff) and of what
// colleagues did, all of which the honest world has left behind. A test holds that a person run
// alone gives the very anomalies of the whole run.
//
//   records of the honest world   ├─r──r───────r──r────────r─┤   in the order of arrival
//   added                         ├────x──x───────────x──────┤   by their time
//   its Ticks and norms           ├────────T───────T───────T─┤   before what came after them there

import { Enricher } from '../../core/enrich.ts';
import { normsKey } from '../../core/norms.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import type { AccessEvent, Norms, Ticket } from '../../generated/records.ts';
import { CountedWindows, type LivedTick, normsWith } from './colleagues.ts';
import { DayReader, PersonDays } from './day-features.ts';
import type { Injected } from './inject.ts';
import type { Lived } from './live.ts';
import { type OwnPipeline, ownPipeline, type Tell } from './own-scores.ts';
import type { Protocol } from './protocol.ts';
import { type Seen, seenOf } from './seen.ts';

export type Reliving = {
  readonly lived: Pick<Lived, 'reference' | 'teamNumber' | 'colleagues'>;
  readonly protocol: Protocol;
  readonly own: Pick<OwnPipeline, 'detectors' | 'budgets' | 'anomaly' | 'incident'>;
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
  const { lived, protocol, injected, honest } = reliving;
  const { reference, teamNumber } = lived;
  const { person, tickets } = injected;
  const days = new PersonDays(person, honest.days, { cell: reliving.cell, honest });
  const reader = new DayReader(days, protocol, teamNumber);
  for (const ticket of tickets) reference.apply('Ticket', ticket.id, ticket);
  const all = merged(againSeen(reliving), injectedSeen(reliving));
  const alone = new Alone(reliving, new Set(reliving.records.map(({ access }) => access.team)));
  for (const { seen, isAdded } of all) {
    const { access, found } = seen;
    // Under another account it is another's record.
    if (access.user !== person) continue;
    alone.passTicks(({ clock, offset }) =>
      isAdded ? clock <= access.at : offset <= found.source_offset,
    );
    reader.read(seen);
    reliving.onSeen?.(seen);
    alone.pipeline.access(access);
  }
  alone.passTicks(() => true);
  reader.end();
  for (const ticket of tickets) reference.apply('Ticket', ticket.id, null);
  return days;
}

/** A pipeline of one person, who hears of time and of colleagues what the honest world heard. */
class Alone {
  readonly pipeline: Pipeline;
  readonly #reliving: Reliving;
  readonly #here: CountedWindows;
  readonly #keys: ReadonlySet<string>;
  #next = 0;

  constructor(reliving: Reliving, teams: ReadonlySet<string | null>) {
    const { own, tell, injected } = reliving;
    const people = [injected.person];
    const here = new CountedWindows(people);
    this.#reliving = reliving;
    this.#here = here;
    const keysOf = (team: string) =>
      (['hour', 'day'] as const).map((window) => normsKey(window, 'team', team));
    this.#keys = new Set([...teams].flatMap((team) => (team === null ? [] : keysOf(team))));
    this.pipeline = ownPipeline({ ...own, people, tell, over: (sink) => here.over(sink) });
  }

  /** All Ticks that are not over yet, as long as they are due. */
  passTicks(isDue: (tick: LivedTick) => boolean): void {
    const { ticks } = this.#reliving.lived.colleagues;
    for (; this.#next < ticks.length && isDue(ticks[this.#next]!); this.#next += 1) {
      const { clock, state, norms } = ticks[this.#next]!;
      for (const _ of this.pipeline.tick({ source_partition: 0, clock, sources: 1, state }));
      for (const one of norms) this.#hear(one);
    }
  }

  #hear(norms: Norms): void {
    const { lived, injected } = this.#reliving;
    // Of other teams nothing is ever asked.
    if (norms.kind === 'team' && !this.#keys.has(norms.key)) return;
    const both = { honest: lived.colleagues.counted, here: this.#here };
    const told = normsWith(norms, injected.person, both);
    for (const _ of this.pipeline.norms(told));
  }
}

/**
 * The honest records, as they are seen with the thief's tickets about. A ticket says something of
 * its customer alone, so that all others are seen as they were.
 */
function againSeen({ lived, records, injected }: Reliving): readonly Seen[] {
  const covered = new Set(injected.tickets.map(({ subject }: Ticket) => subject));
  if (covered.size === 0) return records;
  const enricher = new Enricher(lived.reference);
  return records.map((seen) => {
    if (!seen.access.subjects.some((subject) => covered.has(subject))) return seen;
    const again = seenOf(seen.event, enricher, seen.found.source_offset);
    return again[seen.found.part]!;
  });
}

function injectedSeen({ lived, injected }: Reliving): readonly Seen[] {
  const enricher = new Enricher(lived.reference);
  return injected.events.flatMap((event: AccessEvent) => seenOf(event, enricher, 0));
}

type Placed = { readonly seen: Seen; readonly isAdded: boolean };

/** The honest ones stay in their order; what is added goes in by its time. */
function* merged(records: readonly Seen[], added: readonly Seen[]): Generator<Placed, void, void> {
  let next = 0;
  for (const record of records) {
    while (next < added.length && added[next]!.access.at < record.access.at) {
      yield { seen: added[next]!, isAdded: true };
      next += 1;
    }
    yield { seen: record, isAdded: false };
  }
  for (const seen of added.slice(next)) yield { seen, isAdded: true };
}
