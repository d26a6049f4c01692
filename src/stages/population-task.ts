// Population, from takeover to release: round after round it makes of what all partitions have
// closed what is normal for others. Everything it knows is in its state and in `windows`: whoever
// takes it over reads on at the Positions of the last round, and makes the next one anew.
//
//   windows/0 ─┐                                  ┌─► norms: Norms …, NormsRound
//   windows/1 ─┼─► rounds ─► core/population.ts ──┤
//   windows/2 ─┘   (those ahead wait)             └─► population-state, in the same commits
//
// The group gives it a partition of its own state, so that there is one task and it moves as others
// do; what it reads it fetches itself, since which partition is to be read depends on the others.

import type { RecordBatch } from '../core/batch.ts';
import { partitionOf } from '../core/hash.ts';
import type { Reached, Round } from '../core/rounds.ts';
import { windowMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Position } from '../generated/records.ts';
import type { PartitionTask } from '../ports.ts';
import { type Piece, PopulationOutput } from './population-output.ts';
import { type Taken, WindowsReader } from './population-read.ts';
import type { PopulationStart } from './population-start.ts';
import {
  groupKey,
  groupRecord,
  type OpenRound,
  populationState,
  positionAt,
  windowsKey,
  windowsTopic,
} from './population-state.ts';
import { isAtEnd } from './position.ts';

/** How long the slowest partition is waited for in one call, where nothing comes. */
const waitMs = 250;

export class PopulationTask implements PartitionTask {
  readonly positions: ReadonlyMap<string, number>;
  readonly #start: PopulationStart;
  readonly #reader: WindowsReader;
  readonly #output: PopulationOutput;
  #positions: readonly Position[];
  #open: OpenRound | undefined;

  constructor(start: PopulationStart) {
    const { ports, settings, rounds, writer } = start;
    this.#start = start;
    this.#reader = new WindowsReader(ports, rounds);
    this.#output = new PopulationOutput(ports.codec, writer, settings.commitBytes);
    this.#positions = start.positions;
    this.#open = start.open;
    this.positions = new Map([[populationState, start.stateEnd]]);
    for (const { partition, next_offset: position } of start.positions) {
      ports.telemetry.emit({ kind: 'partition-taken', stage: 'population', partition, position });
    }
  }

  /** Its own state, which it knows. */
  async process(_batch: RecordBatch): Promise<'more'> {
    return 'more';
  }

  /** All of its work, until it is told to leave: nobody can say when there is something to read. */
  async idle(): Promise<'more' | 'done'> {
    const { leave, settings } = this.#start;
    try {
      while (!leave.aborted) {
        await this.#finishRounds();
        if (leave.aborted || (await this.#readOn(0))) continue;
        if (settings.drain?.aborted === true && (await this.#isAllRead())) return 'done';
        await this.#readOn(waitMs);
      }
      return 'more';
    } catch (error) {
      // Another process has it, and nobody releases what is not ours any more.
      if (error instanceof OutsideError && error.code === 'fenced') this.#tellReleased();
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.#start.writer.close();
    this.#tellReleased();
  }

  /** From those that hold the others up; waits for the first of them, if at all. */
  async #readOn(ms: number): Promise<boolean> {
    const { rounds, settings } = this.#start;
    let isMore = false;
    for (const [n, partition] of rounds.slowest.entries()) {
      const limits = { maxBytes: settings.batchBytesMax, waitMs: n === 0 ? ms : 0 };
      isMore = (await this.#reader.read(partition, limits)) || isMore;
    }
    return isMore;
  }

  async #isAllRead(): Promise<boolean> {
    const { rounds, ports } = this.#start;
    for (const partition of rounds.slowest) {
      const place = { topic: windowsTopic, partition };
      if (!(await isAtEnd(ports.log, place, rounds.next(partition)))) return false;
    }
    return true;
  }

  async #finishRounds(): Promise<void> {
    const { rounds, leave } = this.#start;
    while (!leave.aborted) {
      // What was begun is finished first, though another round may be complete by now too.
      const open = this.#open;
      const round = open === undefined ? rounds.ready() : rounds.round(open.kind, open.start);
      if (round === undefined) return;
      await this.#finish(round, open?.outputsDone ?? 0);
      this.#open = undefined;
    }
  }

  async #finish(round: Round<Taken>, done: number): Promise<void> {
    const { rounds } = this.#start;
    const { kind, start } = round;
    const standing = { done: { ...rounds.done }, reached: this.#reached() };
    const { pieces, norms } = this.#piecesOf(round);
    await this.#output.write(round, pieces, { done, standing });
    rounds.finish(round);
    const reached = this.#reached();
    const positions = this.#positions.map((one, n) => positionAt(one, reached[n]!));
    const end = { kind, hour: start, keys: norms };
    await this.#output.finish(
      [
        { topic: 'norms', partition: 0, key: `round/${kind}`, name: 'NormsRound', record: end },
        ...positions.map(
          (record, n): Piece => ({
            ...{ topic: populationState, partition: 0, name: 'Position' },
            ...{ key: windowsKey(n), record },
          }),
        ),
      ],
      { done: { ...rounds.done }, reached },
    );
    this.#positions = positions;
    this.#tell(round, norms);
  }

  #reached(): readonly Reached[] {
    return this.#positions.map((_, partition) => this.#start.rounds.reached(partition));
  }

  /** Everything that comes of a round, in an order that is the same when it is made again. */
  #piecesOf(round: Round<Taken>): { readonly pieces: readonly Piece[]; readonly norms: number } {
    const { population, saved, teamPartitions } = this.#start;
    const { kind, start, items } = round;
    const pieces: Piece[] = [];
    for (const item of items) {
      if (item.name === 'UserWindow') population.take(item.record);
      if (item.name === 'UserScore') population.takeScore(item.record);
      if (item.name !== 'DeadLetter') continue;
      const { record } = item;
      const place = { topic: 'dead-letter', partition: record.partition } as const;
      pieces.push({ ...place, key: record.key, name: 'DeadLetter', record });
    }
    // Also where nobody was: whoever waits for norms must see that this stage lives.
    const norms = population.finish(kind, start, Math.floor(start / windowMs(kind)));
    for (const record of norms) {
      pieces.push({ topic: 'norms', partition: 0, key: record.key, name: 'Norms', record });
    }
    for (const record of population.takeAnomalies()) {
      const partition = partitionOf(record.user, teamPartitions);
      const place = { topic: 'team-anomalies', partition, key: record.user } as const;
      pieces.push({ ...place, name: 'Anomaly', record });
    }
    for (const group of population.takeChanged()) {
      const record = groupRecord(group, saved.get(group.key), round);
      saved.set(group.key, group.numbers);
      const place = { topic: populationState, partition: 0, key: groupKey(group.key) } as const;
      pieces.push({ ...place, name: 'PopulationGroup', record });
    }
    return { pieces, norms: norms.length };
  }

  #tell({ kind, start, items }: Round<Taken>, norms: number): void {
    const { telemetry } = this.#start.ports;
    for (const { partition, next_offset: position } of this.#positions) {
      const seen = this.#reader.takeCount(partition);
      if (seen === undefined) continue;
      const place = { stage: 'population', topic: windowsTopic, partition } as const;
      telemetry.emit({ kind: 'batch-committed', ...place, position, outputs: 0, ...seen });
    }
    const windows = items.filter(({ name }) => name === 'UserWindow').length;
    telemetry.emit({ kind: 'norms-published', windowKind: kind, start, windows, norms });
    const letters = items.flatMap((one) => (one.name === 'DeadLetter' ? [one.record.reason] : []));
    for (const reason of letters) {
      telemetry.emit({ kind: 'records-rejected', stage: 'population', reason, records: 1 });
    }
  }

  #tellReleased(): void {
    for (const { partition } of this.#positions) {
      const what = { stage: 'population', partition } as const;
      this.#start.ports.telemetry.emit({ kind: 'partition-released', ...what });
    }
  }
}
