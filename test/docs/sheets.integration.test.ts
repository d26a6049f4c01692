// What the sheets in docs/hunting show is what their commands print: the desk that they tell to
// make is made once, each command is given to a shell, and each sheet is written again from what
// comes out. Fresh outputs: npm run gen:sheets.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeEmbedded, hasLibrary } from '../support/embedded.ts';
import { type Desk, openDesk, pages, readSheets } from './desk.ts';
import { commandsIn, strayWords, withOutputs } from './sheet.ts';

const sheets = [...readSheets()];

let desk: Desk;
beforeAll(async () => {
  if (hasLibrary) desk = await openDesk();
}, 300_000);
afterAll(() => desk?.close());

describeEmbedded('the sheets, on the desk', () => {
  // Side by side: most of a command is the start of a program.
  test.concurrent.each(sheets)('%s shows what its commands print', async (_, sheet) => {
    expect(await withOutputs(sheet, desk.print)).toBe(sheet);
  });
});

describe('the sheets, as they are written', () => {
  test('there are ten, each with questions, an answer, and what else it could be', () => {
    expect(sheets.length).toBe(10);
    for (const [name, sheet] of sheets) {
      expect(commandsIn(sheet).length, name).toBeGreaterThanOrEqual(4);
      for (const part of [
        '**The question.**',
        '## Answer\n',
        'What else it could be:',
        'one must not conclude',
      ]) {
        expect(sheet.includes(part), `${name}: ${part}`).toBe(true);
      }
    }
  });

  test.each(sheets)('%s says no number and no name that no output has', (_, sheet) => {
    expect(strayWords(sheet)).toEqual([]);
  });

  test('the index leads to each of them', () => {
    const index = readFileSync(join(pages, 'README.md'), 'utf8');
    for (const [name] of sheets) expect(index).toContain(`](${name})`);
  });
});
