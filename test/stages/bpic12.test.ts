// The example mapping on the real file. Nothing of that file is in the repository.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readYaml } from '../../src/config.ts';
import { fieldsOf } from '../../src/core/mapping.ts';
import { parseMapping } from '../../src/core/mapping-file.ts';
import { ingestPath, openBench } from './ingest-bench.ts';

const file = fileURLToPath(new URL('../../../shared/data/bpic12/events.csv.gz', import.meta.url));
const example = fileURLToPath(new URL('../../examples/bpic12/mapping.yaml', import.meta.url));
const why = existsSync(file) ? '' : ' (skipped: ../shared/data/bpic12 is not here)';

test('the example mapping is well formed', () => {
  expect(parseMapping(readYaml(example), fieldsOf('AccessEvent')).kind).toBe('mapping');
});

test.skipIf(why !== '')(
  `every line of bpic12 is accepted or rejected${why}`,
  async () => {
    const parsed = parseMapping(readYaml(example), fieldsOf('AccessEvent'));
    const mapping = parsed.kind === 'mapping' ? parsed.mapping : undefined;
    const bench = await openBench();
    const report = await ingestPath(bench, file, { mapping });
    expect(report).toMatchObject({
      rows: 262_200,
      accepted: 244_190,
      rejected: 18_010,
      reasons: { 'account is missing': 18_010 },
      isEnded: true,
    });
    expect(await bench.log.range('db-access', 0)).toEqual({ start: 0, end: 244_190 });
    await bench.log.close();
  },
  60_000,
);
