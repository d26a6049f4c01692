// npm run gen:sheets [-- WORD …]: gives the commands of the sheets in docs/hunting, or of those
// whose name contains a word, and writes what they print into them. A person reads the difference:
// the prose around an output does not change with it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, pages, readSheets } from './desk.ts';
import { strayWords, withOutputs } from './sheet.ts';

const words = process.argv.slice(2);
const desk = await openDesk();
try {
  for (const [name, text] of readSheets()) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    const fresh = await withOutputs(text, desk.print);
    console.log(`${name}: ${fresh === text ? 'was fresh' : 'written'}`);
    writeFileSync(join(pages, name), fresh);
    const stray = strayWords(fresh);
    if (stray.length > 0) console.log(`  in the prose alone: ${stray.join(', ')}`);
  }
} finally {
  await desk.close();
}
