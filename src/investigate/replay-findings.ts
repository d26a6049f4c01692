// What a replay finds, on its way into tables of its own: the same records as those of the live
// stage, inserted the same way, under the id of the replay instead of that of a log.
//
// Offsets count what was found in a partition. A replay that goes on after a stop goes through its
// records again, finds the same, and leaves out what is in the tables already.

import { asRead, OutputBuffer } from '../core/batch.ts';
import type { Sink } from '../core/pipeline.ts';
import type { Millis } from '../core/time.ts';
import type { Anomaly, Incident, RecordName, Records, UserWindow } from '../generated/records.ts';
import type { Clock, Codec, Warehouse } from '../ports.ts';

/** Tables of replays, by what they hold. */
export const replayTables = {
  UserWindow: 'replay_windows',
  Anomaly: 'replay_anomalies',
  Incident: 'replay_incidents',
} as const;
type FindingName = keyof typeof replayTables;
const findingNames = Object.keys(replayTables) as FindingName[];

const insertBytesMax = 8_000_000;
const linesMax = 10_000;

export type FindingsPlan = {
  readonly id: string;
  /** Of the attempt: pieces of another one begin elsewhere. */
  readonly revision: number;
  readonly partition: number;
  /** Event time that is asked for; what was found outside of it belongs to the warm-up. */
  readonly from: Millis;
  readonly to: Millis;
  /** Rows that are there already, by table. */
  readonly written: ReadonlyMap<string, number>;
};

export type FindingsPorts = {
  readonly codec: Codec;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  /** Gets every finding too, as a line of JSON. */
  readonly out?: { write(line: string): Promise<void> } | undefined;
};

type Waiting = { readonly buffer: OutputBuffer; readonly table: string; found: number };

export class Findings implements Sink {
  readonly #plan: FindingsPlan;
  readonly #ports: FindingsPorts;
  #lines: string[] = [];
  readonly #waiting: Readonly<Record<FindingName, Waiting>>;

  constructor(plan: FindingsPlan, ports: FindingsPorts) {
    this.#plan = plan;
    this.#ports = ports;
    const waiting = findingNames.map((name): [FindingName, Waiting] => {
      const table = replayTables[name];
      return [name, { buffer: new OutputBuffer(table, plan.partition), table, found: 0 }];
    });
    this.#waiting = Object.fromEntries(waiting) as Record<FindingName, Waiting>;
  }

  /** Found so far in this partition. */
  get count(): number {
    return Object.values(this.#waiting).reduce((sum, { found }) => sum + found, 0);
  }

  get isFull(): boolean {
    if (this.#lines.length > linesMax) return true;
    return Object.values(this.#waiting).some(({ buffer }) => buffer.length > insertBytesMax);
  }

  anomaly(anomaly: Anomaly): void {
    this.#add('Anomaly', anomaly, anomaly.at);
  }

  incident(incident: Incident): void {
    this.#add('Incident', incident, incident.at);
  }

  window(window: UserWindow): void {
    this.#add('UserWindow', window, window.start);
  }

  closed(): void {
    // Which windows a partition has closed says nothing about anybody.
  }

  score(): void {
    // Scores below every threshold are what --scores is for.
  }

  /** Brings what waits into the tables. */
  async write(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    for (const line of lines) await this.#ports.out?.write(line);
    for (const name of findingNames) {
      const { buffer, table, found } = this.#waiting[name];
      if (buffer.count === 0) continue;
      await this.#insert(name, buffer, { table, first: found - buffer.count });
      buffer.clear();
    }
  }

  #add<N extends FindingName>(name: N, finding: Records[N], at: Millis): void {
    const { from, to, written } = this.#plan;
    if (at < from || at >= to) return;
    const waiting = this.#waiting[name];
    waiting.found += 1;
    if (this.#ports.out !== undefined)
      this.#lines.push(JSON.stringify({ record: name, ...finding }));
    if (waiting.found <= (written.get(waiting.table) ?? 0)) return;
    this.#ports.codec.encode(waiting.buffer, null, name, finding);
  }

  async #insert(
    name: RecordName,
    buffer: OutputBuffer,
    { table, first }: { readonly table: string; readonly first: number },
  ): Promise<void> {
    const { codec, warehouse, clock } = this.#ports;
    const { id, revision, partition } = this.#plan;
    const next = first + buffer.count;
    await warehouse.insert({
      table,
      schemaText: codec.schemaText(codec.schemaId(name)),
      range: { logId: id, topic: table, partition, first, next },
      token: `replay/${id}/${revision}/${table}/${partition}/${first}-${next}`,
      batch: asRead(buffer, first, clock.now()),
      indexes: Array.from({ length: buffer.count }, (_, i) => i),
    });
  }
}
