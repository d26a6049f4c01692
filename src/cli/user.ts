// `user`: all that is known of a person on one card.

import { type UserCard, userCard } from '../investigate/cards/user-card.ts';
import { userPage } from '../investigate/cards/user-page.ts';
import { userText } from '../investigate/cards/user-words.ts';
import { askingSettings, withNotedHunter } from './asking.ts';
import { type Command, type Context, jsonFlag, wholeOf } from './command.ts';
import { jsonLine } from './json-line.ts';
import { oneName } from './one-name.ts';
import { timeOf } from './replay-flags.ts';
import { reportFlag, requirePageFile, writePage } from './write-page.ts';

const daysUsual = 28;
const daysMax = 366;

export const user: Command = {
  name: 'user',
  summary: 'A person on one card: who, what they did beside what is usual, what was found.',
  usage: 'user NAME [--days N] [--until TIME]',
  examples: [
    'user kim.lee',
    'user kim.lee --days 60 --until 2026-03-01',
    'user kim.lee --report kim.html',
  ],
  flags: [
    { name: 'days', value: 'N', doc: `Days to show, up to ${daysMax} [${daysUsual}].` },
    { name: 'until', value: 'TIME', doc: 'Up to, and without (UTC) [all that is archived].' },
    reportFlag,
    jsonFlag,
  ],
  settings: askingSettings,
  async run(context) {
    const { words, flags, print, tell, outside } = context;
    requirePageFile(flags);
    const name = oneName(words, 'user needs a NAME: of a person, a service or an account.');
    const card = await cardOf(context, name);
    if (flags.has('json')) await print(jsonLine(card));
    else await tell(userText(card, outside.terminal.columns));
    await writePage(context, 'user', (about) => userPage(card, about));
    return 0;
  },
};

function cardOf(context: Context, name: string): Promise<UserCard> {
  const { flags, outside } = context;
  const asked = {
    user: name,
    days: wholeOf(flags, 'days', { min: 1, max: daysMax }) ?? daysUsual,
    until: timeOf(flags.text('until'), 'until'),
    signal: outside.stop,
  };
  const until = flags.text('until') ?? '';
  const parameters = { days: `${asked.days}`, until };
  const noted = { command: 'user', question: name, parameters };
  return withNotedHunter(context, noted, (warehouse) => userCard(warehouse, asked));
}
