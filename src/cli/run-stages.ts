// The stages of one process, side by side over one log: for `run` and `demo`. A drain goes down the
// line: a stage that has nothing left to read ends, and so tells the next one that nothing new will
// come. Where one fails the others stop: what is committed stays so, and a restart goes on.
//
// All share one thread, but detect may have one of its own, which is told and tells the same.

import type { Settings } from '../config.ts';
import { assert } from '../core/assert.ts';
import type { Codec, Log, Telemetry, Warehouse } from '../ports.ts';
import { runArchive } from '../stages/archive.ts';
import { archiveDefaults } from '../stages/archive-settings.ts';
import { runDetect } from '../stages/detect.ts';
import { runEnrich } from '../stages/enrich.ts';
import { runPopulation } from '../stages/population.ts';
import { detectSettings } from './detect-settings.ts';
import type { Outside } from './outside.ts';
import { type RunStage, stageOrder } from './stage-flag.ts';

/** Population holds one batch of each partition, and what it is ahead of the others. */
const windowsBytesMax = 250_000;

export type StageRun = {
  readonly stages: readonly RunStage[];
  readonly isDrain: boolean;
  readonly log: Log;
  /** Undefined where archive is not among the stages. */
  readonly warehouse: Warehouse | undefined;
  readonly telemetry: Telemetry;
};

type Started = StageRun & {
  readonly settings: Settings;
  readonly outside: Outside;
  readonly codec: Codec;
};

/** Resolves when all are stopped or drained; rejects with the first failure. */
export async function runStages(
  run: StageRun,
  settings: Settings,
  outside: Outside,
): Promise<void> {
  const opening = { telemetry: run.telemetry, isPatient: true };
  const codec = await outside.openCodec(settings, opening);
  const started = { ...run, settings, outside, codec };
  const stop = new AbortController();
  const stopAll = () => stop.abort();
  outside.stop.addEventListener('abort', stopAll, { once: true });
  if (outside.stop.aborted) stopAll();
  let failure: { readonly error: unknown } | undefined;
  let upstream: Promise<unknown> = Promise.resolve();
  const running: Promise<unknown>[] = [];
  for (const stage of stageOrder.filter((name) => run.stages.includes(name))) {
    const drain = new AbortController();
    if (run.isDrain) upstream.then(() => failure === undefined && drain.abort());
    upstream = runStage(stage, started, { stop: stop.signal, drain: drain.signal }).catch(
      (error: unknown) => {
        failure ??= { error };
        stop.abort();
      },
    );
    running.push(upstream);
  }
  await Promise.all(running);
  outside.stop.removeEventListener('abort', stopAll);
  if (failure !== undefined) throw failure.error;
}

type Signals = { readonly stop: AbortSignal; readonly drain: AbortSignal };

function runStage(stage: RunStage, started: Started, { stop, drain }: Signals): Promise<void> {
  const { stages, log, warehouse, telemetry, settings, outside, codec } = started;
  const ports = { log, codec, clock: outside.clock, telemetry };
  const instance = instanceOf(settings, outside);
  switch (stage) {
    case 'enrich':
      return runEnrich(
        ports,
        {
          sources: settings.sources,
          users: settings.users,
          instance,
          batchBytesMax: settings.batchBytes,
          latenessMs: settings.allowedLateness,
          pendingMs: settings.pending,
          norms: stages.includes('population') ? { graceMs: settings.grace } : undefined,
          drain,
        },
        stop,
      );
    case 'detect':
      return isApart(started)
        ? outside.runDetectApart({ settings, instance }, { log, telemetry, stop, drain })
        : runDetect(ports, { ...detectSettings(settings), instance, drain }, stop);
    case 'population':
      return runPopulation(ports, { instance, batchBytesMax: windowsBytesMax, drain }, stop);
    case 'archive':
      assert(warehouse !== undefined, 'archive is given a warehouse');
      return runArchive(
        { ...ports, warehouse },
        {
          ...archiveDefaults,
          instance,
          batchBytesMax: settings.archiveBytes,
          insertRowsMax: settings.insertRows,
          insertDelayMs: settings.insertDelay,
          drain,
        },
        stop,
      );
  }
}

/** Whether detect has a thread of its own: it takes as much as all other stages of a process. */
function isApart({ settings, stages, outside }: Started): boolean {
  if (settings.detectThread !== 'auto') return settings.detectThread === 'on';
  return outside.machine.cores > 1 && stages.length > 1;
}

/** A restarted process keeps its partitions, since it has the name that it had. */
function instanceOf({ instance, data }: Settings, { machine }: Outside): string {
  return instance === '' ? machine.placeOf(data) : instance;
}
