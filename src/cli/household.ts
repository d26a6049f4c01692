// Opening and closing a data folder in the right order, for the commands that own one. What was
// opened is closed also when the next thing fails to open, last first: ClickHouse must be the last
// to lose its readers, and the owner file must not outlive its owner.

import type { Settings } from '../config.ts';
import { assert } from '../core/assert.ts';
import { secondMs } from '../core/time.ts';
import { OutsideError } from '../errors.ts';
import type { Log, Warehouse } from '../ports.ts';
import { openHealth } from '../serve/health.ts';
import { prepareTopics } from '../stages/create-topics.ts';
import type { Fact, Stage } from '../telemetry.ts';
import type { Engine, Listening, Outside, Ownership, TelemetrySink } from './outside.ts';
import { removeLeftScratch } from './scratch-log.ts';
import { takeFolder } from './take-folder.ts';

/** How long the ClickHouse of a neighbour that is still starting is waited for. */
const neighbourMsMax = 30 * secondMs;
const neighbourPauseMs = 250;

export type HouseholdOptions = {
  readonly command: string;
  readonly stages: readonly Stage[];
  /** Whether ClickHouse is opened at all. */
  readonly hasEngine: boolean;
  readonly logLevel: Settings['logLevel'];
  /** Ports to try after the one that is set. */
  readonly morePorts: number;
  /** Start with no tables: only for a database that nobody else puts anything into. */
  readonly isFresh?: boolean;
  /** Facts are handed to it too: for progress. */
  readonly watch?: ((fact: Fact) => void) | undefined;
};

export type Household = {
  readonly log: Log;
  /** Undefined where the options have none. */
  readonly engine: Engine | undefined;
  readonly telemetry: TelemetrySink;
  readonly http: Listening;
};

/** For those who asked for an engine. */
export function warehouseOf({ engine }: Household): Warehouse {
  assert(engine !== undefined, 'this household has no engine');
  return engine.warehouse;
}

/** Opens all, runs `use`, closes all. */
export async function withHousehold<T>(
  settings: Settings,
  outside: Outside,
  options: HouseholdOptions & { use(household: Household): Promise<T> },
): Promise<T> {
  const closing: (() => unknown)[] = [];
  const opened = <O>(thing: O, close: (thing: O) => unknown): O => {
    closing.unshift(() => close(thing));
    return thing;
  };
  try {
    const ownership = opened(outside.own(settings.data), (owner: Ownership) => owner.release());
    removeLeftScratch(settings.data, outside);
    const telemetry = openTelemetry(outside, options);
    const http = opened(
      await outside.listen({
        host: settings.host,
        port: settings.port,
        more: options.morePorts,
        answer: (path) => telemetry.health.answer(path),
      }),
      (listening) => listening.close(),
    );
    const { command } = options;
    // At once, since Kafka may be away for long: the folder is taken from now on.
    const starting = { ...placeOf(undefined, settings), isStarting: options.hasEngine };
    await takeFolder(ownership, { command, http: http.url, ...starting }, outside);
    const opening = { telemetry: telemetry.sink, isPatient: true };
    const log = opened(await outside.openLog(settings, opening), (one) => one.close());
    await prepareTopics(log, settings);
    const engine = options.hasEngine
      ? opened(await openEngine(settings, outside, options), (one) => one.stop())
      : undefined;
    ownership.announce({ command, http: http.url, ...placeOf(engine, settings) });
    return await options.use({ log, engine, telemetry: telemetry.sink, http });
  } finally {
    await closeAll(closing);
  }
}

async function openEngine(
  settings: Settings,
  outside: Outside,
  { isFresh }: HouseholdOptions,
): Promise<Engine> {
  const engine = await startedEngine(settings, outside);
  try {
    if (isFresh === true) await engine.empty();
    await engine.migrate();
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

/** A neighbour that was started together with us may need a moment longer. */
async function startedEngine(settings: Settings, outside: Outside): Promise<Engine> {
  const { clock, stop } = outside;
  const until = clock.now() + neighbourMsMax;
  for (;;) {
    try {
      return await outside.openEngine(settings);
    } catch (error) {
      const isStarting = error instanceof OutsideError && error.code === 'clickhouse-starting';
      if (!isStarting || stop.aborted || clock.now() > until) throw error;
      await clock.sleep(neighbourPauseMs, stop);
    }
  }
}

/** Where questions go; who writes is told only where the engine is ours to share. */
export function placeOf(engine: Engine | undefined, { database }: Settings) {
  const nobody = { user: '', password: '' };
  if (engine === undefined) return { clickhouse: '', database, hunter: nobody };
  const { url, hunter, scribe, writer, isEmbedded } = engine;
  return { clickhouse: url, database, hunter, scribe, writer: isEmbedded ? writer : undefined };
}

function openTelemetry(outside: Outside, { stages, logLevel, watch }: HouseholdOptions) {
  const health = openHealth({ version: outside.version, stages, metrics: () => sink.metrics() });
  const also = [health.note, ...(watch === undefined ? [] : [watch])];
  const sink: TelemetrySink = outside.openTelemetry({ level: logLevel, also });
  return { health, sink };
}

/** Every one is closed, whatever becomes of the others; the first failure is then told. */
export async function closeAll(closing: readonly (() => unknown)[]): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  for (const close of closing) {
    try {
      await close();
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
}
