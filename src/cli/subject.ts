// `subject`: all that is known of a customer on one card.

import { subjectCard } from '../investigate/cards/subject-card.ts';
import { subjectPage } from '../investigate/cards/subject-page.ts';
import { subjectText } from '../investigate/cards/subject-words.ts';
import { askingSettings, withNotedHunter } from './asking.ts';
import { type Command, jsonFlag } from './command.ts';
import { jsonLine } from './json-line.ts';
import { oneName } from './one-name.ts';
import { reportFlag, requirePageFile, writePage } from './write-page.ts';

export const subject: Command = {
  name: 'subject',
  summary: 'A customer on one card: who read them and why, their tickets, what was found.',
  usage: 'subject ID',
  examples: ['subject C17', 'subject C17 --report C17.html', 'subject C17 --json'],
  flags: [reportFlag, jsonFlag],
  settings: askingSettings,
  async run(context) {
    const { words, flags, print, tell, outside } = context;
    requirePageFile(flags);
    const id = oneName(words, 'subject needs an ID: of a customer, as the accesses have it.');
    const noted = { command: 'subject', question: id, parameters: {} };
    const asked = { id, signal: outside.stop };
    const card = await withNotedHunter(context, noted, (one) => subjectCard(one, asked));
    if (flags.has('json')) await print(jsonLine(card));
    else await tell(subjectText(card, outside.terminal.columns));
    await writePage(context, 'subject', (about) => subjectPage(card, about));
    return 0;
  },
};
