// Commands that an answer suggests: whoever copies one asks the same place, by the same program.

import { expect, test } from 'vitest';
import { type Here, typedHere } from '../../src/cli/typed-here.ts';
import { calledAs } from '../../src/config.ts';

for (const { name, line, given = {}, called = 'molecatcher', typed } of [
  {
    name: 'a command asks where this one asked',
    line: '  molecatcher user kim',
    given: { data: 'my case', port: '1' },
    typed: "  molecatcher user kim --data 'my case'",
  },
  {
    name: 'one behind words too',
    line: '  and 3 more: molecatcher hunt run canary-reads',
    given: { clickhouse: 'http://ch:8123', database: 'm' },
    typed:
      '  and 3 more: molecatcher hunt run canary-reads --clickhouse http://ch:8123 --database m',
  },
  {
    name: 'an address with a password in it is not repeated',
    line: '  molecatcher incident list',
    given: { clickhouse: 'http://a:b@ch:8123' },
    typed: '  molecatcher incident list',
  },
  {
    name: 'out of a checkout it is called as the first one was',
    line: '  molecatcher subject C1',
    called: calledAs({ npm_lifecycle_event: 'molecatcher' }),
    typed: '  npm run -s molecatcher -- subject C1',
  },
  {
    name: 'words about it stay',
    line: 'molecatcher finds nobody by itself',
    given: { data: 'd' },
    typed: 'molecatcher finds nobody by itself',
  },
] as (Partial<Here> & { name: string; line: string; typed: string })[]) {
  test(name, () => {
    expect(typedHere(line, { given, called })).toBe(typed);
  });
}

test('whoever starts the program itself calls it by its name', () => {
  expect(calledAs({ npm_lifecycle_event: 'test' })).toBe('molecatcher');
  expect(calledAs({})).toBe('molecatcher');
});
