// An attribution in words, as an analyst reads it: what the list says, who stands out and why, what
// speaks for them, and how far the answer can be trusted. A ranking is no accusation, and the words
// say so. For the command `attribute`.

import { hasCleanTime } from '../../core/attribution/cutoff.ts';
import { printable } from '../../core/printable.ts';
import { dayMs } from '../../core/time.ts';
import { commandLines, commandOf } from '../cards/card-words.ts';
import { timeText } from '../diff-words.ts';
import { apartText } from './apart-words.ts';
import { type Answer, type WeighedSuspect, whoStandsOut } from './attribute-list.ts';
import { percent, tableText } from './attribution-table.ts';
import { isWay } from './entity-kinds.ts';
import { coverageText, hangsText, ifEarlierText, reasonsText, shortList } from './shared-words.ts';
import { aboutWay, conclusionOfWays, nextStepsForWays, unknownText } from './way-words.ts';

/** Of whom so many victims are to be expected anyway, a list tells little. */
const busyFrom = 2;

export function attributionText(answer: Answer): string[] {
  const out = whoStandsOut(answer);
  const lines = [
    ...aboutTheList(answer),
    '',
    ...conclusionText(answer, out),
    '',
    ...tableText(answer),
    ...out.flatMap((one) => ['', ...aboutSuspect(answer, one)]),
    ...paragraphOf(apartText(answer, out)),
    '',
    ...nextSteps(answer, out),
  ];
  return lines.map((line) => printable(line));
}

function paragraphOf(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

export function aboutTheList(answer: Answer): string[] {
  const { evidence, reads, unknown, span, by } = answer;
  const { victims, candidates } = evidence;
  const isUnknown = new Set(unknown.map(({ subject }) => subject));
  const unread = victims.filter(
    ({ id }, i) => !isUnknown.has(id) && candidates.every(({ hits }) => hits[i] === 'none'),
  );
  const cutoffs = new Map(victims.map(({ id, cutoff }) => [id, cutoff]));
  const late = reads.filter(({ subject, at }) => at > cutoffs.get(subject)!);
  const people = new Set(late.map(({ user }) => user)).size;
  const lines = [howManyRead(answer), ...mergedText(answer)];
  if (late.length > 0) {
    lines.push(
      `Not counted, as they came after the complaint or just before it: ${late.length} reads by ` +
        `${people} who may have handled it.`,
    );
  }
  if (unread.length > 0) {
    lines.push(`Read by nobody: ${shortList(unread.map(({ id }) => id))}.`);
  }
  if (unknown.length > 0) {
    lines.push(
      `Left out: ${unknown.length} reads, of ${isUnknown.size} victims, that say no ${by.one}.`,
    );
  }
  if (!hasCleanTime(span) && !isWay(by)) {
    lines.push(
      'The log is too young to say what was usual before: all is held against what is read now, ' +
        'which hides whoever took very many.',
    );
  }
  return lines;
}

/** Who has several ids, and who of them came on the list by more than one. */
function mergedText({ customers }: Answer): string[] {
  const merged = customers.filter(({ ids }) => ids.length > 1);
  if (merged.length === 0) return [];
  const shown = merged.map(({ id, ids }) => `${id} is ${shortList(ids.slice(1))} too`);
  const twice = merged.filter(({ listed }) => listed.length > 1).map(({ id }) => id);
  const lines = [`Merged customers, whose reads count under each id: ${shortList(shown, '; ')}.`];
  if (twice.length > 0) {
    const said = 'On the list by several ids, and one victim, by the earlier dates';
    lines.push(`${said}: ${shortList(twice)}.`);
  }
  return lines;
}

function howManyRead({ evidence, spans, by }: Answer): string {
  const { victims, candidates, tested } = evidence;
  const weeks = Math.round(spans.lookBackMs / (7 * dayMs));
  const some = `${victims.length} victims; ${candidates.length} of ${tested}`;
  const before = `in the ${weeks} weeks before`;
  if (isWay(by)) return `${some} ${by.many} by which anything was read led to some, ${before}.`;
  return `${some} who read anything have read some of them ${before}.`;
}

export function conclusionText(answer: Answer, out: readonly WeighedSuspect[]): string[] {
  const { conclusion, nobody, by } = answer;
  if (isWay(by) && conclusion !== 'unseen') return conclusionOfWays(answer, out);
  const named = out.filter(({ decision }) => decision === 'named').map(({ entity }) => entity);
  switch (conclusion) {
    case 'named':
      return [
        `${shortList(named)} stands out beyond chance: by this model, and for a list that is ` +
          'asked about once, one list in a hundred would name anybody innocent at most.',
        'This is no accusation: it says whose account to ask about first. Somebody else may have ' +
          'used it.',
      ];
    case 'common-route':
      return [
        'Several stand out, and have read the same victims: a desk, a task or a list that they ' +
          'share. Who of them, if any, the list cannot say: none of them is named.',
      ];
    case 'leads':
      return [
        'Nobody is named. Below is who has read more of them than is usual: worth a look, not a ' +
          'suspicion. The victims may have been chosen among what they read by somebody else.',
      ];
    case 'route':
      return [
        'No person stands out; a machine does. Whoever has its account, or what it writes, is to ' +
          'be looked at next.',
      ];
    case 'unseen':
      if (answer.unknown.length > 0) return [unknownText(answer)];
      return [
        'Nothing can be said: none of these customers was read before the complaint, as far as ' +
          'is known here. Are the ids as they are in the accesses, and the dates within the log?',
      ];
    case 'nobody':
      return [
        'Nobody stands out. Chance, or somebody whom this list cannot tell from honest work ' +
          `(probability that it was none of these: ${percent(nobody)}).`,
      ];
  }
}

export function aboutSuspect(answer: Answer, suspect: WeighedSuspect): string[] {
  const { evidence, by } = answer;
  if (isWay(by)) return aboutWay(answer, suspect);
  const { entity, team, hits, strays, along, expected, reasons, firstAt, lastAt } = suspect;
  const k = evidence.victims.length;
  const who = team === null ? entity : `${entity} of ${team}`;
  const lines = [
    `${who}: ${hits} of ${k} victims read between ${timeText(firstAt)} and ${timeText(lastAt)} ` +
      `(UTC), ${strays} of them without a reason on record; ${expected.toFixed(1)} would be read ` +
      'by chance.',
    `  By reason: ${reasonsText(reasons)}.`,
    ...alongText(along),
    `  For them speaks: ${inFavour(suspect, k)}`,
    ...hangsText(evidence.victims, suspect),
    ...ifEarlierText(suspect),
  ];
  lines.push(...coverageText('they read', suspect.coverage));
  if (suspect.complaintsNeeded === null) {
    lines.push('  More complaints like these would not tell.');
  } else if (suspect.complaintsNeeded !== undefined && suspect.complaintsNeeded > 0) {
    lines.push(
      `  Some ${suspect.complaintsNeeded} more complaints like these might name this account.`,
    );
  }
  return lines;
}

function alongText(along: number): string[] {
  if (along === 0) return [];
  return [
    `  ${along} of these came with another one, in one access or list: they count for nothing.`,
  ];
}

/** The strongest of what an innocent would say. */
function inFavour({ hits, strays, reasons, expected }: WeighedSuspect, k: number): string {
  const routed = hits - strays;
  const campaign = reasons['campaign'] ?? 0;
  const facts = [
    { weight: campaign / hits, text: `${campaign} of the victims belong to a campaign of theirs.` },
    {
      weight: routed / hits,
      text: `somebody had asked them to open ${routed} of these ${hits} records.`,
    },
    { weight: (k - hits) / k, text: `${k - hits} of ${k} victims they have never read.` },
    {
      weight: expected / hits,
      text: `they read so much that ${expected.toFixed(1)} victims are to be expected.`,
    },
  ];
  const best = facts.reduce((a, b) => (b.weight > a.weight ? b : a));
  return best.weight > 0 ? best.text : 'nothing that was counted here.';
}

export function nextSteps(answer: Answer, out: readonly WeighedSuspect[]): string[] {
  const { conclusion, suspects, by } = answer;
  if (isWay(by)) return nextStepsForWays(answer, out);
  const first = out.find(({ decision }) => decision !== 'common-route');
  const lines = ['Next:'];
  if (conclusion === 'common-route' || conclusion === 'route') {
    lines.push('  molecatcher hunt run what-victims-share --subjects …');
  }
  if (first !== undefined) {
    lines.push(
      ...commandLines([commandOf('hunt run person-timeline', { user: first.entity })]),
      '  Ask for a campaign, a project or a supervisor who knows of these reads.',
    );
  }
  const busy = suspects.find(({ expected, isPerson }) => isPerson && expected >= busyFrom);
  if (conclusion !== 'named' && busy !== undefined) {
    lines.push(
      `  ${busy.entity} reads so much that victims say little. Their own past may:`,
      '  molecatcher incident list',
      ...commandLines([commandOf('hunt run against-own-past', { user: busy.entity })]),
    );
  }
  if (conclusion !== 'named') {
    lines.push(
      '  Run it again with new complaints. Each time is a chance to name somebody by chance.',
      '  Who exports rows of which nobody knows whose is not seen here: hunt reads-without-ids.',
    );
  }
  lines.push('  Two people should read this before anybody is spoken to.');
  return lines;
}
