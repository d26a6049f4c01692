// npm run gen:sheets [-- WORD …]: gives the commands of the sheets in docs/hunting, or of those
// whose name contains a word, and writes what they print into them; and the tables there are, of
// which `npm run gen` makes a page. A person reads the difference: the prose around an output does
// not change with it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, pages, readSheets } from './desk.ts';
import { strayWords, withOutputs } from './sheet.ts';
import { jsonOf, readTables } from './tables.ts';

const words = process.argv.slice(2);
const desk = await openDesk();
try {
  const isMeant = (name: string) => words.length === 0 || words.some((word) => name.includes(word));
  if (isMeant('tables.json')) {
    writeFileSync(join(pages, 'tables.json'), jsonOf(await readTables(desk.ask)));
  }
  for (const [name, text] of [...readSheets()].filter(([one]) => isMeant(one))) {
    const fresh = await withOutputs(text, desk.print);
    console.log(`${name}: ${fresh === text ? 'was fresh' : 'written'}`);
    writeFileSync(join(pages, name), fresh);
    const stray = strayWords(fresh);
    if (stray.length > 0) console.log(`  in the prose alone: ${stray.join(', ')}`);
  }
} finally {
  await desk.close();
}
