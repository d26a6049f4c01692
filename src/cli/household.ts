// Opening and closing a data folder in the right order, for the commands that own one. What was
// opened is closed also when the next thing fails to open, last first: ClickHouse must be the last
// to lose its readers, and the owner file must not outlive its owner.

import type { Settings } from '../config.ts';
import type { Log } from '../ports.ts';
import { openHealth } from '../serve/health.ts';
import { createTopics } from '../stages/create-topics.ts';
import type { Fact, Stage } from '../telemetry.ts';
import type { Engine, Listening, Outside, Ownership, TelemetrySink } from './outside.ts';

export type HouseholdOptions = {
  readonly command: string;
  readonly stages: readonly Stage[];
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
  readonly engine: Engine;
  readonly telemetry: TelemetrySink;
  readonly http: Listening;
};

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
    const telemetry = openTelemetry(outside, options);
    const http = opened(
      await outside.listen({
        port: settings.port,
        more: options.morePorts,
        answer: (path) => telemetry.health.answer(path),
      }),
      (listening) => listening.close(),
    );
    const log = opened(await outside.openLog(settings.data), (one) => one.close());
    await createTopics(log, settings);
    const engine = opened(await outside.openEngine(settings), (one) => one.stop());
    if (options.isFresh === true) await engine.empty();
    await engine.migrate();
    const { url, hunter } = engine;
    const { command } = options;
    const { database } = settings;
    ownership.announce({ command, http: http.url, clickhouse: url, database, hunter });
    return await options.use({ log, engine, telemetry: telemetry.sink, http });
  } finally {
    await closeAll(closing);
  }
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
