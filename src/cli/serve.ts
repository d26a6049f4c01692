// `serve`: keeps log and ClickHouse open without running a stage, so that questions are answered at
// once and /health and /metrics can be read.

import type { Command } from './command.ts';
import { withHousehold } from './household.ts';
import { untilStopped } from './until-stopped.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Keep ClickHouse up for questions, and serve /health, /ready, /metrics.',
  usage: 'serve',
  examples: ['serve --data ./case-17 --port 9000'],
  flags: [],
  settings: ['data', 'port', 'clickhouse', 'logLevel'],
  async run({ settings, outside, say }) {
    await withHousehold(settings, outside, {
      command: 'serve',
      stages: [],
      hasEngine: true,
      logLevel: settings.logLevel,
      morePorts: 0,
      use: async ({ http }) => {
        say(`Serving ${http.url}; ask with the commands sql and hunt. Ctrl-C stops it.`);
        await untilStopped(outside.stop);
      },
    });
    return 0;
  },
};
