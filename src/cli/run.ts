// `run`: the pipeline. Stays until it is told to stop; with --drain, until all there is was
// processed, every window closed and everything written.

import type { Settings } from '../config.ts';
import { OutsideError } from '../errors.ts';
import type { Command, Context } from './command.ts';
import { withHousehold } from './household.ts';
import { grouped, openProgress } from './progress.ts';
import { runStages } from './run-stages.ts';
import { type RunStage, stageFlag, stagesFrom } from './stage-flag.ts';
import { openStageProgress } from './stage-progress.ts';

export const run: Command = {
  name: 'run',
  summary:
    'Run the pipeline: enrich, detect, population, archive, and serve /health, /ready, /metrics.',
  usage: 'run [--stage enrich,detect,population,archive] [--drain]',
  examples: [
    'run',
    'run --drain --data ./case-17',
    'run --brokers kafka-1:9092,kafka-2:9092 --registry http://registry:8081',
    'run --stage enrich,detect',
  ],
  flags: [
    stageFlag,
    { name: 'drain', doc: 'Process all there is, close all windows, write everything, exit.' },
    { name: 'json', doc: 'With --drain: the closing figures as JSON.' },
  ],
  settings: [
    'data',
    'brokers',
    'registry',
    'sources',
    'users',
    'clickhouse',
    'host',
    'port',
    'logLevel',
    'allowedLateness',
  ],
  async run(context) {
    const { flags, settings, outside } = context;
    const stages = stagesFrom(flags.text('stage'));
    const isDrain = flags.has('drain');
    const progress = openProgress(outside.terminal, outside.clock);
    const figures = openStageProgress(stages, outside.clock);
    const isBar = isDrain && outside.terminal.isInteractive;
    const startedAt = outside.clock.now();
    await withHousehold(settings, outside, {
      command: 'run',
      stages,
      hasEngine: needsEngine(stages, settings),
      morePorts: 0,
      // Log lines would tear the bar.
      logLevel: isBar && settings.logLevel === 'info' ? 'warn' : settings.logLevel,
      watch: (fact) => {
        figures.note(fact);
        if (isDrain) progress.show(figures.step);
      },
      use: async ({ log, engine, telemetry, http }) => {
        if (!isDrain) context.say(`Running. ${http.url}/health shows how it is; Ctrl-C stops it.`);
        const work = { stages, isDrain, log, warehouse: engine?.warehouse, telemetry };
        await runStages(work, settings, outside);
      },
    })
      .catch((error: unknown) => {
        // Told to stop while somebody was waited for: there is nobody to wait for any more.
        const isWaiting = error instanceof OutsideError && error.retriable;
        if (!isWaiting || !outside.stop.aborted) throw error;
      })
      .finally(() => progress.end());
    if (!isDrain) return 0;
    const seconds = (outside.clock.now() - startedAt) / 1_000;
    await report(context, { events: figures.recordsRead(), seconds });
    return 0;
  },
};

/**
 * On Kafka only archive asks ClickHouse anything. With the local log the process is the only one
 * that can answer questions, whatever stages it runs.
 */
function needsEngine(stages: readonly RunStage[], { brokers }: Settings): boolean {
  return brokers.length === 0 || stages.includes('archive');
}

type Figures = { readonly events: number; readonly seconds: number };

async function report(context: Context, { events, seconds }: Figures): Promise<void> {
  const isStopped = context.outside.stop.aborted;
  if (context.flags.has('json')) {
    await context.print(JSON.stringify({ events, seconds, is_complete: !isStopped }));
    return;
  }
  const what = `${grouped(events)} events in ${seconds.toFixed(1)} s`;
  await context.print(
    isStopped ? `Stopped after ${what}; the next run goes on from here.` : `Drained: ${what}.`,
  );
}
