// `migrate`: brings the tables of ClickHouse up to this build. `run` does it too; this is for those
// who let a person with more rights do it.

import type { Command } from './command.ts';
import { jsonFlag } from './command.ts';
import { counted } from './progress.ts';
import { briefOwner, takeFolder } from './take-folder.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: 'Create or bring up to date the tables in ClickHouse.',
  usage: 'migrate',
  examples: ['migrate --clickhouse http://clickhouse:8123 --clickhouse-user admin'],
  flags: [jsonFlag],
  settings: ['data', 'clickhouse', 'clickhouseUser', 'clickhousePassword', 'database'],
  async run({ settings, outside, flags, print }) {
    const ownership = settings.clickhouse === '' ? outside.own(settings.data) : undefined;
    try {
      if (ownership !== undefined) await takeFolder(ownership, briefOwner('migrate'), outside);
      const engine = await outside.openEngine(settings);
      try {
        const applied = await engine.migrate();
        if (flags.has('json')) await print(JSON.stringify({ applied }));
        else if (applied.length === 0) await print('Everything was applied already.');
        else await print(`Applied ${counted(applied.length, 'migration')}: ${applied.join(', ')}.`);
      } finally {
        await engine.stop();
      }
    } finally {
      ownership?.release();
    }
    return 0;
  },
};
