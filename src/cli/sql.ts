// `sql`: one SELECT, as the user that may only read.

import { OutsideError } from '../errors.ts';
import { requireSelect } from '../investigate/sql-guard.ts';
import { answerRows, rowFlags, rowsWanted } from './answer-rows.ts';
import { askingSettings, withNotedHunter } from './asking.ts';
import type { Command } from './command.ts';

export const sql: Command = {
  name: 'sql',
  summary: 'Ask ClickHouse with your own SELECT, as a user that may only read.',
  usage: "sql 'SELECT …' [--json|--csv|--parquet FILE]",
  examples: [
    "sql 'SELECT user, uniq(subject) AS customers FROM access_by_subject GROUP BY user LIMIT 10'",
    "sql 'SELECT * FROM incidents' --csv > incidents.csv",
  ],
  flags: rowFlags,
  settings: askingSettings,
  async run(context) {
    const { words, flags, outside } = context;
    const text = words.join(' ').trim();
    if (text === '') {
      throw new OutsideError('bad-usage', "sql needs a statement, such as 'SELECT 1'.");
    }
    const wanted = rowsWanted(flags);
    const asked = { command: 'sql', question: text, parameters: {} };
    await withNotedHunter(context, asked, async (warehouse) => {
      await requireSelect(warehouse, text, { signal: outside.stop });
      const options = { as: 'hunter', signal: outside.stop } as const;
      await answerRows(context, warehouse, { sql: text, options, ...wanted });
    }).catch((error: unknown) => {
      if (isFormat(error, text)) throw noFormat(error);
      throw withInstead(error, text);
    });
    return 0;
  },
};

/** What shows the same as a SELECT. */
const insteadOf: readonly (readonly [RegExp, string])[] = [
  [
    /^show\s+tables\b/i,
    'SELECT name, comment FROM system.tables WHERE database = currentDatabase()',
  ],
  [
    /^(?:desc|describe|show)\b/i,
    "SELECT name, type, comment FROM system.columns WHERE table = 'access'",
  ],
];

function withInstead(error: unknown, text: string): unknown {
  const instead = insteadOf.find(([words]) => words.test(text))?.[1];
  const isRefused = error instanceof OutsideError && error.code === 'clickhouse-query';
  if (!isRefused || instead === undefined) return error;
  const message = `${error.message} Ask instead: ${instead}`;
  return new OutsideError('clickhouse-query', message, { cause: error });
}

/** Asked only once ClickHouse has refused it: a table may well be called format. */
function isFormat(error: unknown, text: string): boolean {
  const isRefused = error instanceof OutsideError && error.code === 'clickhouse-query';
  return isRefused && /\bFORMAT\s+\w+\s*;?$/i.test(text) && error.message.includes('Syntax');
}

function noFormat(cause: unknown): OutsideError {
  const message = 'sql takes no FORMAT in the statement: use --json or --csv.';
  return new OutsideError('bad-usage', message, { cause });
}
