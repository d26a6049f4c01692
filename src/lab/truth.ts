// What really happened in a world, kept while its events go by. For simulate.

import { dayMs, type Millis } from '../core/time.ts';
import { AttackRun } from './attack-run.ts';
import type { Oddity } from './confusers.ts';
import type { Customers } from './customers.ts';
import type { FaultCounts } from './faults.ts';
import type { EventDraft } from './render.ts';
import type {
  AttackSettings,
  Level,
  SimulateSettings,
  TheftMode,
  ThiefSettings,
} from './simulate-settings.ts';
import type { Staff } from './staff.ts';
import { Theft } from './theft.ts';
import type { VictimsTruth } from './victims.ts';
import type { Visit } from './visit.ts';

/** What really happened, as plain JSON. */
export type Truth = {
  readonly settings: SimulateSettings;
  readonly start: Millis;
  readonly end: Millis;
  readonly people: number;
  readonly customers: number;
  /** Access events in the world. */
  readonly events: number;
  readonly thief: ThiefTruth | null;
  readonly attack: AttackTruth | null;
  /** Who complains of fraud, where a list was asked for. */
  readonly victims: VictimsTruth | null;
  /** What looks like theft and is none, where the world has such. */
  readonly oddities: readonly Oddity[];
  /** Events that the feed has spoilt. */
  readonly faults: Readonly<FaultCounts>;
};

/** Of an attack from the catalogue. */
export type AttackTruth = Pick<ThiefTruth, 'startedAt' | 'events' | 'taken'> & {
  readonly attack: string;
  readonly level: Level;
  /** What is done at that level. */
  readonly what: string;
  /** Who acts. */
  readonly people: readonly string[];
  /** Whose accounts are used beside theirs: they have done nothing. */
  readonly borrowed: readonly string[];
  readonly accounts: readonly string[];
};

export type ThiefTruth = {
  readonly person: string;
  readonly account: string;
  readonly team: string;
  readonly mode: TheftMode;
  readonly pacePerDay: number;
  /** Event time of the first theft; null if the thief never came to it. */
  readonly startedAt: Millis | null;
  /** Ids of all events of the theft, in the order of time. */
  readonly events: readonly string[];
  /** Each customer taken, once: by which event and when. Canaries among them are marked. */
  readonly taken: readonly Taken[];
};

export type Taken = {
  readonly subject: string;
  readonly at: Millis;
  readonly event: string;
  readonly isCanary: boolean;
};

export type Parts = {
  readonly settings: SimulateSettings;
  readonly staff: Staff;
  readonly customers: Customers;
};

/** What is remembered while the events go by, for the truth. */
export type Recorded = {
  events: number;
  theftEvents: string[];
  complaintReads: string[];
  taken: Map<string, Taken>;
  oddities: readonly Oddity[];
  readonly faults: FaultCounts;
};

/** Of a wide statement all are taken, also where the event names none. */
export function recordVisit(
  record: Recorded,
  { event, visit }: { readonly event: EventDraft; readonly visit: Visit },
  customers: Customers,
): void {
  const id = event.event_id!;
  if (visit.kind === 'complaint') {
    record.complaintReads.push(id);
    return;
  }
  record.theftEvents.push(id);
  const subjects = visit.bulk?.map((customer) => customers.id(customer)) ?? event.subjects;
  for (const subject of subjects) {
    if (record.taken.has(subject)) continue;
    const isCanary = customers.isCanaryId(subject);
    record.taken.set(subject, { subject, at: event.at, event: id, isCanary });
  }
}

export type Told = {
  /** How many have a record. */
  readonly people: number;
  readonly record: Recorded;
  readonly victims: Pick<VictimsTruth, 'list' | 'handlers'> | undefined;
};

export function truthOf(parts: Parts, { people, record, victims }: Told): Truth {
  const { settings, customers } = parts;
  return {
    settings,
    start: settings.start,
    end: settings.start + settings.days * dayMs,
    people,
    customers: customers.count,
    events: record.events,
    thief: settings.thief === 'none' ? null : thiefOf(parts, settings.thief, record),
    attack: settings.attack === undefined ? null : attackOf(parts, settings.attack, record),
    victims:
      victims === undefined
        ? null
        : { settings: settings.victims!, ...victims, complaintReads: record.complaintReads },
    oddities: record.oddities,
    faults: record.faults,
  };
}

function thiefOf(parts: Parts, settings: ThiefSettings, record: Recorded): ThiefTruth {
  const { member } = new Theft(parts, settings);
  const taken = [...record.taken.values()];
  return {
    person: member.id,
    account: member.account,
    team: member.team.name,
    mode: settings.mode,
    pacePerDay: settings.pacePerDay,
    startedAt: taken[0]?.at ?? null,
    events: record.theftEvents,
    taken,
  };
}

function attackOf(parts: Parts, settings: AttackSettings, record: Recorded): AttackTruth {
  const { people, acting, attack } = new AttackRun(parts, settings);
  const taken = [...record.taken.values()];
  return {
    attack: attack.id,
    level: settings.level,
    what: attack.levels[settings.level - 1]!,
    people: people.slice(0, acting),
    borrowed: people.slice(acting),
    accounts: people.flatMap((id) => [
      ...new Set(parts.staff.stretchesOf(id).map(({ account }) => account)),
    ]),
    startedAt: taken[0]?.at ?? null,
    events: record.theftEvents,
    taken,
  };
}
