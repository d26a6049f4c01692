// `incident list|show|close`: what there is to look into, all of one, and what somebody found it to
// be. A closing is a record in the log, with author and reason: whoever excuses an accomplice is
// seen by everybody who runs the hunt `dispositions`.

import { OutputBuffer } from '../core/batch.ts';
import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import type { Disposition } from '../generated/records.ts';
import {
  dispositionOf,
  exceptionDays,
  findToClose,
  type Verdict,
  verdicts,
} from '../investigate/incident-close.ts';
import {
  closedText,
  listedOn,
  pendingSays,
  pendingText,
  story,
} from '../investigate/incident-words.ts';
import { type IncidentFilter, listIncidents } from '../investigate/incidents.ts';
import { askingSettings, requireUnstopped, withNotedHunter } from './asking.ts';
import { type Command, type Context, jsonFlag, wholeOf } from './command.ts';
import { jsonLine } from './json-line.ts';
import { withReadyLog } from './own-log.ts';
import { loggedVerdicts, notArchived } from './pending-verdicts.ts';

const verbs = ['list', 'show', 'close'];
const topic = 'dispositions';
const shownUsual = 50;
const shownMax = 1_000;

export const incident: Command = {
  name: 'incident',
  summary: 'List questions and incidents, read one, and say what it was found to be.',
  usage: 'incident list | incident show ID | incident close ID --as VERDICT --because TEXT',
  examples: [
    'incident list',
    'incident list --tier incident --all',
    'incident show 3f2a91c0',
    "incident close 3f2a91c0 --as benign --because 'Clean-up for the audit, seen the list'",
    "incident close 3f2a91c0 --as confirmed --because 'Records offered for sale, case 17'",
  ],
  flags: [
    { name: 'tier', value: 'question|incident', doc: 'list: only these.' },
    { name: 'all', doc: 'list: those that are closed too.' },
    { name: 'limit', value: 'N', doc: `list: most to show [${shownUsual}].` },
    { name: 'as', value: 'VERDICT', doc: `close: ${verdicts.join(', ')}.` },
    { name: 'because', value: 'TEXT', doc: 'close: why. It is kept with the name of who says so.' },
    {
      name: 'detector',
      value: 'ID',
      doc: 'close as benign: excuse this one alone; else all that have found something in it.',
    },
    {
      name: 'days',
      value: 'N',
      doc:
        'close as benign: how long the same person is excused for as much as was seen ' +
        `[${exceptionDays.usual}], at most ${exceptionDays.max}.`,
    },
    {
      name: 'author',
      value: 'NAME',
      doc: 'close: who says so [who is logged in here, who is kept beside another].',
    },
    jsonFlag,
  ],
  settings: [...askingSettings, 'brokers', 'registry'],
  async run(context) {
    const [verb, id, ...more] = context.words;
    if (verb === undefined || !verbs.includes(verb)) {
      const meant = verb === undefined ? '' : suggestion(verb, verbs);
      throw new OutsideError('bad-usage', `incident what? ${verbs.join(', ')}.${meant}`);
    }
    if (verb === 'list' && id === undefined) return list(context);
    if (verb === 'list' || id === undefined || more.length > 0) {
      const takes = verb === 'list' ? 'no ID: see `incident show`' : 'one ID: see `incident list`';
      throw new OutsideError('bad-usage', `incident ${verb} takes ${takes}.`);
    }
    return verb === 'show' ? show(context, id) : close(context, id);
  },
};

async function list(context: Context): Promise<0> {
  const { flags, print, say, outside } = context;
  const filter = filterFrom(flags);
  const { state, tier } = filter;
  const asked = { command: 'incident', question: 'list', parameters: { state, tier } };
  const logged = await loggedVerdicts(context);
  const { found, pending } = await withNotedHunter(context, asked, async (one) => {
    const found = await listIncidents(one, filter);
    return { found, pending: await notArchived(one, logged) };
  });
  for (const one of found) {
    const own = pending.filter(({ incident }) => incident === one.id);
    if (flags.has('json')) await print(jsonLine({ ...one, pending: own }));
    else for (const line of listedOn(outside.terminal.outputColumns, one, own)) await print(line);
  }
  if (found.some(({ id }) => pending.some(({ incident }) => incident === id))) say(pendingSays);
  if (found.length === 0) {
    say(flags.has('all') ? 'There are none.' : 'None is open. Closed ones: --all.');
  } else if (found.length === filter.limit) say(`The first ${filter.limit}; more with --limit.`);
  return 0;
}

function filterFrom(flags: Context['flags']): IncidentFilter {
  const tier = flags.text('tier') ?? '';
  if (tier !== '' && tier !== 'question' && tier !== 'incident') {
    const meant = suggestion(tier, ['question', 'incident']);
    throw new OutsideError('bad-usage', `--tier is question or incident, not ${tier}.${meant}`);
  }
  const limit = wholeOf(flags, 'limit', { min: 1, max: shownMax }) ?? shownUsual;
  return { state: flags.has('all') ? 'all' : 'open', tier, limit };
}

async function show(context: Context, id: string): Promise<0> {
  const { flags, print, tell, outside } = context;
  const asked = { command: 'incident', question: id, parameters: {} };
  const { found, pending } = await findWithPending(context, asked, id);
  if (flags.has('json')) await print(jsonLine({ ...found, pending }));
  else await tell(story(found, outside.clock.now(), pending));
  return 0;
}

async function close(context: Context, id: string): Promise<0> {
  const { flags, outside, print, say, settings } = context;
  const verdict = verdictFrom(flags.text('as'));
  const reason = (flags.text('because') ?? '').trim();
  if (reason === '') {
    throw new OutsideError('bad-usage', "Say why, for whoever reads it later: --because '…'.");
  }
  const isBenign = verdict === 'benign';
  const strange = ['detector', 'days'].find((name) => !isBenign && flags.text(name) !== undefined);
  if (strange !== undefined) {
    throw new OutsideError('bad-usage', `--${strange} goes with --as benign: it excuses.`);
  }
  const { usual, max } = exceptionDays;
  const days = wholeOf(flags, 'days', { min: 1, max }) ?? usual;
  requireOwnLog(context);
  const login = outside.machine.user;
  const author = (flags.text('author') ?? login).trim();
  if (author === '') throw new OutsideError('bad-usage', '--author is empty: give a name.');
  // Beside the disposition: what is refused writes none, and its reason names the person.
  const asked = {
    ...{ command: 'incident', question: id },
    parameters: { as: verdict, because: reason, author },
  };
  const { found, names, pending } = await findWithPending(context, asked, id);
  const disposition = dispositionOf(found, names, {
    ...{ verdict, reason, days, author, login },
    at: outside.clock.now(),
    detector: flags.text('detector'),
  });
  for (const line of pendingText(pending)) say(line);
  await write(context, disposition);
  if (flags.has('json')) await print(jsonLine(disposition));
  else for (const line of closedText(found, disposition)) await print(line);
  say('It takes effect as soon as enrich has passed it on to detect.');
  if (settings.brokers.length === 0) say(pendingSays);
  return 0;
}

async function findWithPending(
  context: Context,
  asked: Parameters<typeof withNotedHunter>[1],
  id: string,
) {
  const logged = await loggedVerdicts(context);
  return withNotedHunter(context, asked, async (one) => {
    const { found, names } = await findToClose(one, id);
    const pending = await notArchived(one, logged);
    const about = pending.filter(({ incident }) => incident === found.id);
    return { found, names, pending: about };
  });
}

/** Said before anything is asked: the local log has one owner, and that is busy. */
function requireOwnLog({ settings, outside }: Context): void {
  const owner = outside.ownerOf(settings.data);
  if (settings.brokers.length > 0 || owner === undefined) return;
  const who = `\`molecatcher ${owner.command}\` has ${settings.data} open`;
  const message = `${who}, and its log takes records from nobody else: stop it, then close this.`;
  throw new OutsideError('data-folder-in-use', message);
}

async function write({ settings, outside }: Context, disposition: Disposition): Promise<void> {
  await withReadyLog(settings, outside, async (log, codec) => {
    // The last moment: once it is in the log it counts.
    requireUnstopped(outside);
    const output = new OutputBuffer(topic, 0);
    codec.encode(output, disposition.user, 'Disposition', disposition);
    const writer = await log.writer(`disposition-${disposition.id}`);
    try {
      await writer.commit([output]);
    } finally {
      await writer.close();
    }
  });
}

function verdictFrom(word: string | undefined): Verdict {
  const verdict = verdicts.find((one) => one === word);
  if (verdict !== undefined) return verdict;
  const known = `--as is ${verdicts.join(', ')}`;
  const said = word === undefined ? `Say what it was: ${known}.` : `${known}, not ${word}.`;
  throw new OutsideError(
    'bad-usage',
    said + (word === undefined ? '' : suggestion(word, verdicts)),
  );
}
