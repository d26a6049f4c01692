// Reading statements: those of the support desk, where literals and the trace comment differ each
// time; some that come again word for word; some that never come again; and some whose literals
// only the tokens know. Decoded from bytes each time, as from a record: a string that was read
// before knows its hash and is flat.

import { StatementReader } from '../../src/core/statement.ts';
import type { Bench } from './measure.ts';
import { eventOf, padded } from './support-desk.ts';

const count = 4_096;
/** So many more than any memory holds that those of the run before are forgotten. */
const newCount = 16_384;
/** Prime, and larger than the numbers are many, so that no two of them are alike. */
const stride = 48_271;

export const benches: readonly Bench[] = [
  reads('statement, literals and a trace that differ each time', deskStatement),
  reads(
    'statement, word for word one of 40',
    (i) => `${boundStatement} AND c.column_${i % 40} = ?`,
  ),
  reads('statement, of a shape that never comes again', newStatement, newCount),
  reads('statement, literals in double quotes', (i) => `${boundStatement} AND c.id = "${i}"`),
  {
    name: 'literals of a statement',
    operations: count,
    open: () => {
      const columns = new Set(['id']);
      const reader = new StatementReader();
      const statements = Array.from({ length: count }, (_, i) => deskStatement(i));
      const run = () =>
        statements.reduce((sum, sql) => sum + reader.literals(sql, columns).length, 0);
      return { run };
    },
  },
];

const boundStatement =
  'SELECT c.id, c.given_name, c.family_name, c.email, c.phone FROM care.customers AS c ' +
  'LEFT JOIN care.contracts AS k ON k.customer_id = c.id WHERE c.tenant = $1';

function reads(name: string, statementOf: (index: number) => string, size = count): Bench {
  const open = () => {
    const reader = new StatementReader();
    const records = Array.from({ length: size }, (_, i) => Buffer.from(statementOf(i), 'latin1'));
    const run = () => {
      let total = 0;
      for (const record of records) total += reader.read(record.toString('latin1')).shape.length;
      return total;
    };
    return { run };
  };
  return { name, operations: size, open };
}

function deskStatement(index: number): string {
  const [first, second] = [padded((index * stride) % 99_991), padded((index * 7) % 99_991)];
  const trace = ((index + 1) * stride).toString(16).padStart(32, '0');
  const customers = [first, second] as const;
  const plan = { id: '', at: 0, person: 1, customers, screen: index % 40, trace };
  return eventOf(plan).statement ?? '';
}

function newStatement(index: number): string {
  const name = `c${(index * stride).toString(36)}`;
  return `SELECT ${name}, b.${name} FROM t_${name} AS b WHERE b.x_${name} = 'x' ORDER BY ${name}`;
}
