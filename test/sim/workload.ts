// What the simulated world writes into the log: the reference data, and days of work of a few
// people, one of whom steals. Some of it is what sources do: events twice, late, or no events at
// all. What must become of each record is known.

import type { LocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { schemaSubject } from '../../src/core/schema-subject.ts';
import { dayMs, hourMs, type Millis, minuteMs } from '../../src/core/time.ts';
import type { AccessEvent, RecordName, Records } from '../../src/generated/records.ts';
import { schemas } from '../../src/generated/schemas.ts';
import type { Random } from '../../src/lab/random.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { accessEvent, person, subject, ticket } from '../support/reference-rows.ts';

export type Sent = {
  readonly at: Millis;
  readonly source: number;
  readonly key: string;
  readonly value: Uint8Array;
  /** What enrich must make of it. */
  readonly fate: 'access' | 'letter' | 'dropped';
  /** Whether its schema is not one of ours, so that a registry must be asked for it. */
  readonly isForeign: boolean;
};

export type Workload = {
  readonly sources: number;
  readonly users: number;
  /** In the order of event time, which each source keeps. */
  readonly events: readonly Sent[];
  /** Tickets that are written after their customers were read. */
  readonly lateTickets: readonly string[];
  /** Whether nothing in it is late, so that a run without faults closes the same windows. */
  readonly isOrderly: boolean;
};

const days = 9;

export class WorkloadMaker {
  readonly #random: Random;
  readonly #codec: Codec;
  readonly #otherId: number;
  readonly #start: Millis;
  readonly #events: Sent[] = [];
  readonly #lateTickets: string[] = [];
  readonly #sources: number;
  readonly #isOrderly: boolean;

  constructor(
    random: Random,
    codec: Codec,
    { otherId, start }: { otherId: number; start: Millis },
  ) {
    this.#random = random;
    this.#codec = codec;
    this.#otherId = otherId;
    this.#start = start;
    this.#sources = 1 + random.below(3);
    this.#isOrderly = random.isChance(0.6);
  }

  make(): Workload {
    for (let source = 0; source < this.#sources; source += 1) {
      const people = 1 + this.#random.below(2);
      for (let i = 0; i < people; i += 1) this.#live(source, i);
    }
    this.#events.sort((a, b) => a.at - b.at);
    return {
      sources: this.#sources,
      users: 1 + this.#random.below(2),
      events: this.#events,
      lateTickets: this.#lateTickets,
      isOrderly: this.#isOrderly,
    };
  }

  #live(source: number, index: number): void {
    const account = `${source}-${index}-account`;
    const isThief = index === 0 && this.#random.isChance(0.7);
    for (let day = 0; day < days; day += 1) {
      const opens = this.#start + day * dayMs + 9 * hourMs;
      const reads = 4 + this.#random.below(6);
      for (let n = 0; n < reads; n += 1) {
        const customer = `customer-${source}-${this.#random.below(60)}`;
        // From opening time on: a clock that jumps more than a day waits for others to confirm it.
        const sinceMs = n === 0 ? 0 : this.#random.below(8 * hourMs);
        this.#read(source, account, { at: opens + sinceMs, customer });
      }
      if (!isThief || day < days - 2) continue;
      for (let n = 0; n < 25; n += 1) {
        const customer = `victim-${source}-${day}-${n}`;
        this.#read(source, account, { at: opens + 2 * hourMs + n * minuteMs, customer });
      }
    }
  }

  #read(
    source: number,
    account: string,
    { at, customer }: { readonly at: Millis; readonly customer: string },
  ): void {
    const random = this.#random;
    const isLate = !this.#isOrderly && random.isChance(0.05);
    const read = isLate ? `late-${source}-${this.#events.length}` : customer;
    if (isLate) this.#lateTickets.push(read);
    const event = accessEvent({
      event_id: `e-${source}-${this.#events.length}`,
      at,
      account,
      subjects: [read],
      ticket: isLate || customer.startsWith('victim') ? null : `ticket-${customer}`,
    });
    this.#send(source, event, 'access');
    if (random.isChance(0.03)) this.#send(source, { ...event, at: at + 1 }, 'dropped');
    if (random.isChance(0.02)) {
      this.#send(source, { ...event, event_id: null, at: at + 2, account: '' }, 'letter');
    }
    if (random.isChance(0.01)) this.#add({ at: at + 3, source, key: 'x', fate: 'letter' }, garbage);
    if (this.#isOrderly || !random.isChance(0.03)) return;
    const late = { ...event, event_id: `${event.event_id}-late`, at: at - 3 * hourMs };
    this.#add({ at, source, key: account, fate: 'access' }, this.#encode('AccessEvent', late));
  }

  #send(source: number, event: AccessEvent, fate: Sent['fate']): void {
    const value = this.#encode('AccessEvent', event);
    // Some producers have a version of the schema that nobody here knows.
    const isForeign = this.#random.isChance(0.1);
    if (isForeign) new DataView(value.buffer).setUint32(1, this.#otherId);
    this.#add({ at: event.at, source, key: event.account, fate, isForeign }, value);
  }

  #add(sent: Omit<Sent, 'value' | 'isForeign'> & Partial<Sent>, value: Uint8Array): void {
    this.#events.push({ isForeign: false, ...sent, value });
  }

  #encode<N extends RecordName>(name: N, record: Records[N]): Uint8Array<ArrayBuffer> {
    const buffer = new OutputBuffer('any', 0);
    this.#codec.encode(buffer, null, name, record);
    return buffer.bytes.slice(0, buffer.length);
  }
}

const garbage = new Uint8Array([7, 7, 7]);

/** Id of a schema for AccessEvent that differs from ours in its words only. */
export async function otherSchema(registry: LocalRegistry): Promise<number> {
  const text = JSON.stringify({ ...JSON.parse(schemas.AccessEvent), doc: 'Of another producer.' });
  return registry.register(schemaSubject('AccessEvent'), text);
}

/** Everything that enrich looks up, before the first event. */
export async function loadReference(log: Log, codec: Codec, sources: number): Promise<void> {
  const people = new OutputBuffer('people', 0);
  const subjects = new OutputBuffer('subjects', 0);
  const tickets = new OutputBuffer('tickets', 0);
  for (let source = 0; source < sources; source += 1) {
    for (let i = 0; i < 2; i += 1) {
      // The second of the last source is unknown to the company.
      if (source === sources - 1 && i === 1) continue;
      const id = `${source}-${i}`;
      codec.encode(people, id, 'Person', person({ id }));
    }
    for (let n = 0; n < 60; n += 1) {
      const id = `customer-${source}-${n}`;
      codec.encode(subjects, id, 'Subject', subject({ id, canary: n === 59 }));
      const opened_at = Date.UTC(2026, 0, 1);
      const one = ticket({ id: `ticket-${id}`, subject: id, queue: 'billing', opened_at });
      codec.encode(tickets, one.id, 'Ticket', one);
    }
  }
  const writer = await log.writer('workload');
  await writer.commit([people, subjects, tickets]);
  await writer.close();
}

/** A ticket of the customer, in the queue of whoever reads him. */
export async function writeTicket(log: Log, codec: Codec, customer: string): Promise<void> {
  const tickets = new OutputBuffer('tickets', 0);
  const id = `ticket-${customer}`;
  const opened_at = Date.UTC(2026, 0, 1);
  const one = ticket({ id, subject: customer, queue: 'billing', opened_at });
  codec.encode(tickets, id, 'Ticket', one);
  const writer = await log.writer('workload');
  await writer.commit([tickets]);
  await writer.close();
}

/** The events of one delivery, as one transaction of their sources. */
export async function deliver(log: Log, events: readonly Sent[]): Promise<void> {
  const buffers = new Map<number, OutputBuffer>();
  for (const { source, key, value } of events) {
    const buffer = buffers.get(source) ?? new OutputBuffer('db-access', source);
    buffers.set(source, buffer);
    buffer.append(key, value);
  }
  const writer = await log.writer('sources');
  await writer.commit([...buffers.values()]);
  await writer.close();
}
