// npm run gen:golden: asks every hunt in the golden world and writes its first rows into
// golden-rows.tsv. A person reads the difference: it says what a change of a hunt does.

import { listHunts } from '../../../src/investigate/hunt.ts';
import { expectedAnswers } from './expected-answers.ts';
import { expectedThefts } from './expected-thefts.ts';
import { blockOf, writeGoldenRows } from './golden-rows.ts';
import { openGoldenWorld } from './world.ts';

const expected = { ...expectedThefts, ...expectedAnswers };
const world = await openGoldenWorld();
try {
  const blocks: string[] = [];
  for (const { id } of listHunts()) {
    const expectation = expected[id];
    if (expectation === undefined) console.log(`${id}: nothing is expected of it, left out`);
    else blocks.push(blockOf(await world.ask(id, expectation), expectation));
  }
  writeGoldenRows(blocks);
  console.log(`${blocks.length} hunts written`);
} finally {
  await world.close();
}
