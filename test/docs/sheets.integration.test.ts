// What the sheets in docs/hunting show is what their commands print: the desk that they tell to
// make is made once, each command is given to a shell, and each sheet is written again from what
// comes out. Fresh outputs: npm run gen:sheets.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writtenExamples } from '../../infra/gen/table-meanings.ts';
import { exampleOf, type TableShape } from '../../infra/gen/tables-page.ts';
import { describeEmbedded, hasLibrary } from '../support/embedded.ts';
import { type Desk, openDesk, pages, printAll, readSheets } from './desk.ts';
import { commandsIn, strayWords, withOutputs } from './sheet.ts';
import { jsonOf, readTables } from './tables.ts';

const sheets = [...readSheets()];

/** SQL for what a column of that type makes of a text, as a text. */
function readAs(type: string, text: string): string {
  // No other cast makes a map of a text.
  if (type.startsWith('Map')) {
    return `toString(JSONExtract('${text.replaceAll("'", '"')}', '${type}'))`;
  }
  return `toString(CAST('${text.replaceAll("'", "\\'")}' AS ${type}))`;
}

let desk: Desk;
let outputs: ReadonlyMap<string, string>;
beforeAll(async () => {
  if (!hasLibrary) return;
  desk = await openDesk();
  outputs = await printAll(desk, new Set(sheets.flatMap(([, sheet]) => commandsIn(sheet))));
}, 600_000);
afterAll(() => desk?.close());

describeEmbedded('the sheets, on the desk', () => {
  test.each(sheets)('%s shows what its commands print', async (_, sheet) => {
    expect(await withOutputs(sheet, async (command) => outputs.get(command) ?? '')).toBe(sheet);
  });

  test('the tables, their columns and examples are those that are told', async () => {
    const told = readFileSync(join(pages, 'tables.json'), 'utf8');
    expect(jsonOf(await readTables(desk.ask))).toBe(told);
  });

  test('an example that was made up is of the type of its column', async () => {
    const told = JSON.parse(readFileSync(join(pages, 'tables.json'), 'utf8')) as TableShape[];
    const used = new Set<string>();
    const texts = new Map<string, string>();
    for (const { name, columns } of told) {
      for (const column of columns) {
        const example = exampleOf(name, column);
        if (column.example !== null || example === null) continue;
        used.add(example);
        texts.set(readAs(column.type, example), example);
      }
    }
    const [row] = await desk.ask<{ read: readonly string[] }>(
      `SELECT [${[...texts.keys()].map((text) => `'=' || ${text}`).join()}] AS read`,
    );
    expect(row?.read).toEqual([...texts.values()].map((example) => `=${example}`));
    expect(Object.values(writtenExamples).filter((example) => !used.has(example))).toEqual([]);
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
