// An attribution in words, as an analyst reads it: what the list says, who stands out and why, what
// speaks for them, and how far the answer can be trusted. A ranking is no accusation, and the words
// say so. For the command `attribute`.

import type { Decision } from '../../core/attribution/attribute.ts';
import { hasCleanTime } from '../../core/attribution/cutoff.ts';
import { dayMs } from '../../core/time.ts';
import { timeText } from '../diff-words.ts';
import { type Answer, standsOut, type WeighedSuspect } from './attribute-list.ts';
import { percent, tableText } from './attribution-table.ts';

/** Of whom so many victims are to be expected anyway, a list tells little. */
const busyFrom = 2;

export function attributionText(answer: Answer): string[] {
  const out = answer.suspects.filter(({ decision }) => standsOut(decision));
  return [
    ...aboutTheList(answer),
    '',
    ...conclusionText(answer, out),
    '',
    ...tableText(answer),
    ...out.flatMap((one) => ['', ...aboutSuspect(answer, one)]),
    '',
    ...nextSteps(answer, out),
  ];
}

export function aboutTheList({ evidence, reads, spans, span }: Answer): string[] {
  const { victims, candidates, tested } = evidence;
  const unread = victims.filter((_, i) => candidates.every(({ hits }) => hits[i] === 'none'));
  const cutoffs = new Map(victims.map(({ id, cutoff }) => [id, cutoff]));
  const late = reads.filter(({ subject, at }) => at > cutoffs.get(subject)!);
  const people = new Set(late.map(({ user }) => user)).size;
  const weeks = Math.round(spans.lookBackMs / (7 * dayMs));
  const many = candidates.length;
  const lines = [
    `${victims.length} victims; ${many} of ${tested} who read anything have read some of them in ` +
      `the ${weeks} weeks before.`,
  ];
  if (late.length > 0) {
    lines.push(
      `Not counted, as they came after the complaint or just before it: ${late.length} reads by ` +
        `${people} who may have handled it.`,
    );
  }
  if (unread.length > 0) {
    lines.push(`Read by nobody: ${shortList(unread.map(({ id }) => id))}.`);
  }
  if (!hasCleanTime(span)) {
    lines.push(
      'The log is too young to say what was usual before: all is held against what is read now, ' +
        'which hides whoever took very many.',
    );
  }
  return lines;
}

export function conclusionText(
  { conclusion, nobody }: Answer,
  out: readonly WeighedSuspect[],
): string[] {
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

export function aboutSuspect({ evidence }: Answer, suspect: WeighedSuspect): string[] {
  const { entity, team, hits, strays, expected, reasons, firstAt, lastAt } = suspect;
  const k = evidence.victims.length;
  const who = team === null ? entity : `${entity} of ${team}`;
  const lines = [
    `${who}: ${hits} of ${k} victims read between ${timeText(firstAt)} and ${timeText(lastAt)} ` +
      `(UTC), ${strays} of them without a reason on record; ${expected.toFixed(1)} would be read ` +
      'by chance.',
    `  By reason: ${reasonsText(reasons)}.`,
    `  For them speaks: ${inFavour(suspect, k)}`,
    ...hangsText(evidence.victims, suspect),
  ];
  const { share, blind } = suspect.coverage;
  if (share < 0.99 || blind > 0) {
    lines.push(
      `  Of what they read ${percent(share)} is known with its customers; ${blind} accesses ` +
        'returned rows of which nobody knows whose.',
    );
  }
  if (suspect.complaintsNeeded === null) {
    lines.push('  More complaints like these would not tell.');
  } else if (suspect.complaintsNeeded !== undefined && suspect.complaintsNeeded > 0) {
    lines.push(
      `  Some ${suspect.complaintsNeeded} more complaints like these might name this account.`,
    );
  }
  return lines;
}

function hangsText(
  victims: readonly { readonly id: string }[],
  { robustness, decision }: WeighedSuspect,
): string[] {
  if (robustness === undefined) return [];
  const { hangsOn, same, draws } = robustness;
  const parts: string[] = [];
  if (hangsOn !== null && hangsOn.length === 0) parts.push('no single victim is needed for it');
  if (hangsOn !== null && hangsOn.length > 0) {
    const ids = shortList(hangsOn.map((position) => victims[position]!.id));
    parts.push(`without any one of ${ids} it would be another answer`);
  }
  if (draws > 0) {
    const often = `${same} of ${draws} draws`;
    parts.push(`with three in ten victims left out it is still ${stillWord[decision]} in ${often}`);
  }
  return parts.length === 0 ? [] : [`  How sure: ${parts.join('; ')}.`];
}

const stillWord: Readonly<Record<Decision, string>> = {
  named: 'a name',
  lead: 'a lead',
  'common-route': 'a shared route',
  route: 'a route',
  none: 'nothing',
};

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

export function nextSteps(
  { conclusion, suspects }: Answer,
  out: readonly WeighedSuspect[],
): string[] {
  const first = out.find(({ decision }) => decision !== 'common-route');
  const lines = ['Next:'];
  if (conclusion === 'common-route' || conclusion === 'route') {
    lines.push('  molecatcher hunt run what-victims-share --subjects …');
  }
  if (first !== undefined) {
    lines.push(
      `  molecatcher hunt run person-timeline --user ${first.entity}`,
      '  Ask for a campaign, a project or a supervisor who knows of these reads.',
    );
  }
  const busy = suspects.find(({ expected, isPerson }) => isPerson && expected >= busyFrom);
  if (conclusion !== 'named' && busy !== undefined) {
    lines.push(
      `  ${busy.entity} reads so much that victims say little: molecatcher incident list, and ` +
        `hunt run against-own-past --user ${busy.entity}`,
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

export function reasonsText(reasons: Readonly<Record<string, number>>): string {
  return Object.entries(reasons)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

function shortList(ids: readonly string[]): string {
  const shown = ids.slice(0, 5).join(', ');
  return ids.length > 5 ? `${shown} and ${ids.length - 5} more` : shown;
}
