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

/** Longer statements are refused (ClickHouse's max_query_size): none hides its end here. */
const questionMax = 262_144;
/** Whoever asks about thousands of customers asks about the first of them too. */
const valueMax = 4_000;

const logSql = `
INSERT INTO hunt_log (author, command, question, parameters)
VALUES ({author:String}, {command:String}, {question:String},
  mapFromArrays({names:Array(String)}, {values:Array(String)}))`;

export async function logQuestion(
  warehouse: Warehouse,
  author: string,
  { command, question, parameters }: Asked,
): Promise<void> {
  const values = {
    ...{ author, command, question: question.slice(0, questionMax) },
    names: Object.keys(parameters),
    values: Object.values(parameters).map((value) => value.slice(0, valueMax)),
  };
  await warehouse.execute(logSql, values, { as: 'scribe' });
}
