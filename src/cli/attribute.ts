// `attribute`: from customers who complain to whoever read them, or to the way that the reads took,
// or to nobody.

import { OutsideError } from '../errors.ts';
import { type Answer, attributeList } from '../investigate/attribution/attribute-list.ts';
import { attributionJson } from '../investigate/attribution/attribution-json.ts';
import { attributionPage } from '../investigate/attribution/attribution-page.ts';
import { attributionText } from '../investigate/attribution/attribution-words.ts';
import { newestKnown } from '../investigate/attribution/known-days.ts';
import {
  remarkOfUndated,
  type VictimCells,
  victimsFrom,
} from '../investigate/attribution/victim-list.ts';
import { askingSettings, withNotedHunter } from './asking.ts';
import { lookFlags, lookFrom, lookText } from './attribute-flags.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { victimsGiven, victimsGivenFlags, victimsText } from './victims-given.ts';
import { reportFlag, requirePageFile, writePage } from './write-page.ts';

export const attribute: Command = {
  name: 'attribute',
  summary: 'From customers who complain to whoever read their records, or to nobody.',
  usage: 'attribute FILE|- | attribute --subjects C1,C2,… [--reported DAY]',
  examples: [
    'attribute victims.csv',
    'attribute victims.csv --json',
    'attribute --subjects C17,C23,C42 --reported 2026-08-03',
    'attribute victims.csv --by host',
  ],
  flags: [...victimsGivenFlags, ...lookFlags, reportFlag, jsonFlag],
  settings: askingSettings,
  async run(context) {
    const { flags, print, tell, words } = context;
    const report = flags.text('report');
    if (report !== undefined && words.includes(report)) {
      throw new OutsideError('bad-usage', `--report would write over the list, ${report}.`);
    }
    requirePageFile(flags);
    const rows = await victimsGiven(context);
    const answer = await answerFrom(context, rows).catch((error: unknown) => {
      throw words.length === 0 ? withoutFile(error) : error;
    });
    if (flags.has('json')) await print(JSON.stringify(attributionJson(answer)));
    else await tell(attributionText(answer));
    await writePage(context, 'attribute', (about) => attributionPage(answer, about));
    return 0;
  },
};

/** Where there is no file, none can be corrected. */
function withoutFile(error: unknown): unknown {
  if (!(error instanceof OutsideError) || error.code !== 'bad-input') return error;
  return new OutsideError('bad-usage', error.message, { cause: error });
}

function answerFrom(context: Context, rows: readonly VictimCells[]): Promise<Answer> {
  const { by, spans } = lookFrom(context.flags);
  const question = `${rows.length} victims`;
  // By dates and certainty the answer is another one, and by what a look back takes in.
  const parameters = { list: victimsText(rows), ...lookText({ by, spans }) };
  const asked = { command: 'attribute', question, parameters };
  return withNotedHunter(context, asked, async (warehouse) => {
    const list = victimsFrom(rows, await newestKnown(warehouse));
    const { victims, problems, remarks } = list;
    if (victims.length === 0 && problems.length === 0) {
      throw new OutsideError('bad-input', 'There is no customer on the list.');
    }
    if (problems.length > 0) throw new OutsideError('bad-input', problems.slice(0, 10).join(' '));
    for (const remark of remarks) context.say(remark);
    const { stop: signal, clock } = context.outside;
    const answer = await attributeList(warehouse, victims, { by, spans, signal, clock });
    const undated = remarkOfUndated(answer.customers);
    if (undated !== undefined) context.say(undated);
    return answer;
  });
}
