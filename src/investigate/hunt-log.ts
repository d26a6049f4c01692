// Who asked what: hunts, statements, lists of victims, cards, incidents. Before the answer is
// given, so that a look that was broken off is in it too. When is said by ClickHouse: whoever adds
// here may name no other time. For the commands that ask.

import type { Warehouse } from '../ports.ts';

export type Asked = {
  readonly command: string;
  /** Id of the hunt, the statement, also of a hunt of one's own, how many victims; whose card. */
  readonly question: string;
  readonly parameters: Readonly<Record<string, string>>;
};

const logSql = 'INSERT INTO hunt_log (author, command, question, parameters) FORMAT JSONEachRow';

export async function logQuestion(
  warehouse: Warehouse,
  author: string,
  { command, question, parameters }: Asked,
): Promise<void> {
  const rows = [{ author, command, question, parameters }];
  await warehouse.execute(logSql, undefined, { as: 'scribe', rows });
}

/** Fails as the next question would that cannot be kept; adds nothing. */
export async function tryLog(warehouse: Warehouse): Promise<void> {
  await warehouse.execute(logSql, undefined, { as: 'scribe', rows: [] });
}
