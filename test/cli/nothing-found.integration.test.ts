// A hunt that has no rows: whether that is because nobody did it, or because of a slip in a name or
// a time. The exit code and standard output are those of any right question.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';
import { huntWorld } from '../support/hunt-world.ts';
import { ask } from './card-desk.ts';

const world = embedded();

beforeAll(async () => {
  if (!hasLibrary) return;
  const { warehouse } = world;
  const empty = await ask(warehouse, ['hunt', 'run', 'one-segment']);
  expect(empty.remarks).toBe('No rows.\nNo access is archived yet.\n');
  const { reads, plant } = huntWorld(world);
  const read = { account: 'acc-55', segments: ['en-consumer'], host: 'desk-7' };
  await reads(
    ['05', '06', '07', '08'].map((day) => {
      return { ...read, at: `2026-01-${day} 09:00:00`, user: 'agent-0055', whom: ['c100'] };
    }),
  );
  await plant('people_versions', [
    { _key: 'agent-0055', id: 'agent-0055', accounts: ['acc-55'], kind: 'human', team: 'support' },
  ]);
  await plant('subjects', [{ _key: 'c900', id: 'c900', segment: 'gold' }]);
});

const run = (...words: readonly string[]) => ask(world.warehouse, ['hunt', 'run', ...words]);
const nobody = (name: string) =>
  `Nobody is known by the name '${name}': neither people nor accesses have it.`;
const noCustomer = (id: string) =>
  `There is no customer '${id}': no access, ticket or table has them.`;
const noTime =
  'Nothing is archived of that time: there are accesses from 2026-01-05 to 2026-01-08 (UTC).';
const empty = 'No rows.\n';

describeEmbedded('a hunt without rows says', () => {
  for (const { words, says } of [
    {
      words: 'wildcard-exports --user AGENT-0055',
      says: `${nobody('AGENT-0055')} Did you mean agent-0055?`,
    },
    { words: 'wildcard-exports --user zoe', says: `${nobody('zoe')} Names look like agent-0055.` },
    {
      words: 'wildcard-exports --user acc-55',
      says: "'acc-55' is an account of agent-0055: hunts ask for people by their own names.",
    },
    {
      words: 'team-members --team suport',
      says: "There is no team 'suport' in the archive. Did you mean support?",
    },
    {
      words: 'who-read-this-segment --segment en_consumer',
      says: "There is no segment 'en_consumer' in the archive. Did you mean en-consumer?",
    },
    {
      words: 'shared-hosts --host desk7',
      says: "There is no host 'desk7' in the archive. Did you mean desk-7?",
    },
    {
      words: 'reads-without-ids --table custmers',
      says: "There is no table 'custmers' in the archive. Did you mean customers?",
    },
    {
      words: 'who-read-this-customer --subject c901',
      says: `${noCustomer('c901')} Did you mean c900?`,
    },
    {
      words: 'who-read-these-customers --subjects c902,c901',
      says: `None of the 2 customers are known. ${noCustomer('c902')} Did you mean c900?`,
    },
    {
      words: 'who-read-these-customers --subjects c900,c901',
      says: `All but 1 of the 2 customers are known. ${noCustomer('c901')} Did you mean c900?`,
    },
    { words: 'wildcard-exports --until 2020-01-01', says: noTime },
    { words: 'wildcard-exports --since 2027-01-01 --until 2027-02-01', says: noTime },
    { words: 'day-in-the-life --user agent-0055 --day 2020-01-01', says: noTime },
    {
      words: 'wildcard-exports --user agent-55 --until 2020-01-01',
      says: `${nobody('agent-55')} Did you mean agent-0055? ${noTime}`,
    },
    // All is there that was asked for: nobody did it.
    { words: 'wildcard-exports --user agent-0055 --since 2026-01-08', says: '' },
    { words: 'who-read-this-customer --subject c900', says: '' },
    { words: 'who-read-these-customers --subjects c900', says: '' },
    { words: 'who-read-this-segment --segment gold', says: '' },
    { words: 'wildcard-exports --user=', says: '' },
    // Dead letters have the time at which they came in.
    { words: 'dead-letters --since 2027-01-01 --until 2027-02-01', says: '' },
  ]) {
    test(words, async () => {
      const { code, output, remarks } = await run(...words.split(' '));
      expect({ code, output, remarks }).toEqual({
        ...{ code: 0, output: '' },
        remarks: says === '' ? empty : `${empty}${says}\n`,
      });
    });
  }

  test('the same beside CSV, JSON and Parquet, and nothing where there are rows', async () => {
    const why = `${empty}${nobody('agent-55')} Did you mean agent-0055?\n`;
    const path = join(world.folder, 'rows.parquet');
    for (const flags of [['--csv'], ['--json'], ['--parquet', path]]) {
      const words = ['person-timeline', ...flags, '--user'];
      const slip = await run(...words, 'agent-55');
      expect(slip).toMatchObject({ code: 0, remarks: expect.stringContaining(why) });
      expect(slip.output.split('\n').length).toBeLessThan(3);
      const right = await run(...words, 'agent-0055');
      expect(right.code).toBe(0);
      expect(right.remarks).not.toContain('No rows');
    }
    expect(statSync(path).size).toBeGreaterThan(12);
  });
});
