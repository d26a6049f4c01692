// `demo`: the whole thing on this machine in a minute or two. A support desk is simulated into a
// fresh data folder, goes through the very stages that real input goes through, and the story is
// told from what ClickHouse holds afterwards.

import { join } from 'node:path';
import { type Settings, settingsTable } from '../config.ts';
import { readStory } from '../lab/story.ts';
import { tellStory } from '../lab/story-text.ts';
import type { Command } from './command.ts';
import { livedThrough } from './demo-desk.ts';
import { warehouseOf, withHousehold } from './household.ts';
import { grouped, openProgress } from './progress.ts';
import { stageFlag, stagesFrom } from './stage-flag.ts';
import { openStageProgress } from './stage-progress.ts';
import { untilStopped } from './until-stopped.ts';
import { openWorld, sizeRemark, worldFlags } from './world-flags.ts';

/** Ports that are tried when the usual one is taken: a demo should simply start. */
const morePorts = 20;

export const demo: Command = {
  name: 'demo',
  summary: 'Simulate a support desk with a thief, find the thief, tell the story.',
  usage: 'demo [--once] [--seed N] [--thief DAY,PACE,MODE[,DAYS]|none] …',
  examples: ['demo', 'demo --once --seed 7', 'demo --thief none'],
  flags: [{ name: 'once', doc: 'Exit after the story.' }, stageFlag, ...worldFlags],
  settings: ['data', 'port', 'clickhouse', 'users'],
  async run(context) {
    const { flags, outside, say } = context;
    const settings = demoSettingsOf(context.settings);
    const stages = stagesFrom(flags.text('stage'));
    const world = openWorld(flags);
    const remark = sizeRemark(world);
    if (remark !== undefined) say(remark);
    // Whoever lives there must be told before anything is emptied.
    outside.own(settings.data).release();
    outside.renewDemoFolder(settings.data);
    say(`The demo lives in ${settings.data}, which is emptied and filled at each start.`);
    const progress = openProgress(outside.terminal, outside.clock);
    const figures = openStageProgress(stages, outside.clock);
    try {
      await withHousehold(settings, outside, {
        command: 'demo',
        stages: [],
        hasEngine: true,
        logLevel: settings.logLevel === 'info' ? 'warn' : settings.logLevel,
        morePorts,
        // The embedded engine was emptied with the folder.
        isFresh: settings.clickhouse !== '',
        watch: (fact) => {
          figures.note(fact);
          progress.show(figures.step);
        },
        use: async (house) => {
          const startedAt = outside.clock.now();
          await livedThrough(house, { world, stages, settings, progress }, context);
          if (outside.stop.aborted) return;
          const seconds = (outside.clock.now() - startedAt) / 1_000;
          const truth = world.truth();
          say(`${grouped(truth.events)} accesses in ${seconds.toFixed(1)} s.\n`);
          const isStaying = !flags.has('once');
          await context.print(
            tellStory(await readStory(warehouseOf(house), truth), {
              command: 'npm run -s molecatcher --',
              flags: askingFlags(settings),
              healthUrl: isStaying ? house.http.url : undefined,
            }),
          );
          if (isStaying) await untilStopped(outside.stop);
        },
      });
    } finally {
      progress.end();
    }
    return 0;
  },
};

/** A local log and a folder, and on a server a database, of its own: never beside real data. */
function demoSettingsOf(settings: Settings): Settings {
  const isUsual = settings.data === settingsTable.data.default;
  return {
    ...settings,
    brokers: [],
    data: isUsual ? join(settings.data, 'demo') : settings.data,
    database: settings.clickhouse === '' ? settings.database : `${settings.database}_demo`,
  };
}

/** What the commands that the story names need, to find the demo and not the real data. */
function askingFlags({ data, clickhouse, database }: Settings): string {
  if (clickhouse === '') return `--data ${data}`;
  return `--clickhouse ${clickhouse} --database ${database}`;
}
