// An attribution in words, as an analyst reads it: what the list says, who stands out and why, what
// speaks for them, and how far the answer can be trusted. A ranking is no accusation, and the words
// say so. For the command `attribute`.

import type { Decision } from '../../core/attribution/attribute.ts';
import { dayMs } from '../../core/time.ts';
import { timeText } from '../diff-words.ts';
import { type Answer, standsOut, type WeighedSuspect } from './attribute-list.ts';

/** Of those who do not stand out: enough to see how ordinary the others are. */
const othersShown = 5;

export function attributionText(answer: Answer): string[] {
  const out = answer.suspects.filter(({ decision }) => standsOut(decision));
  return [
    ...aboutTheList(answer),
    '',
    ...conclusionText(answer, out),
    '',
    ...table(answer),
    ...out.flatMap((one) => ['', ...aboutSuspect(answer, one)]),
    '',
    ...nextSteps(answer, out),
  ];
}

export function aboutTheList({ evidence, reads, spans }: Answer): string[] {
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
        `${shortList(named)} stands out beyond chance: were nobody guilty, at most one list in a ` +
          'hundred would name anybody at all.',
        'This is no accusation. It says whom to ask first, and what to ask.',
      ];
    case 'common-route':
      return [
        'Several stand out, and have read the same victims: a desk, a task or a list that they ' +
          'share. Who of them, if any, the list cannot say: nobody is named.',
      ];
    case 'leads':
      return [
        'Nobody is named. Below is who has read more of them than is usual: worth a look, not a ' +
          'suspicion. The victims may have been chosen among what they read by somebody else.',
      ];
    case 'nobody':
      return [
        'Nobody stands out. Chance, or somebody whom this list cannot tell from honest work ' +
          `(probability that it came from nobody below: ${percent(nobody)}).`,
      ];
  }
}

/** In columns that fit into 80. */
function table(answer: Answer): string[] {
  const rows = tableRows(answer);
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** The first row has the titles. */
export function tableRows({ suspects, nobody, evidence }: Answer): string[][] {
  const shown = suspects.filter(({ decision }, i) => decision !== 'none' || i < othersShown);
  const k = evidence.victims.length;
  return [
    ['', 'who', 'read', 'no reason', 'by chance', 'so many in', 'theirs'],
    ...shown.map((one) => [
      decisionWord[one.decision],
      one.entity,
      `${one.hits} of ${k}`,
      one.isPerson ? `${one.strays}` : '–',
      one.expected.toFixed(1),
      oneIn(one.isPerson ? one.pStrays : one.pHits),
      one.isPerson ? percent(one.probability) : '–',
    ]),
    ['', 'nobody of them', '', '', '', '', percent(nobody)],
  ];
}

const decisionWord: Readonly<Record<Decision, string>> = {
  named: 'named',
  lead: 'lead',
  route: 'route',
  none: '',
};

export function aboutSuspect({ evidence }: Answer, suspect: WeighedSuspect): string[] {
  const { entity, team, hits, strays, expected, reasons, firstAt, lastAt } = suspect;
  const k = evidence.victims.length;
  const who = team === null ? entity : `${entity} of ${team}`;
  const lines = [
    `${who}: ${hits} of ${k} victims read between ${timeText(firstAt)} and ${timeText(lastAt)} ` +
      `(UTC), ${strays} of them without anybody having asked; ${expected.toFixed(1)} would be ` +
      'read by chance.',
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
    lines.push('  More complaints like these would not settle it.');
  } else if (suspect.complaintsNeeded !== undefined && suspect.complaintsNeeded > 0) {
    lines.push(`  Some ${suspect.complaintsNeeded} more complaints like these would settle it.`);
  }
  return lines;
}

function hangsText(
  victims: readonly { readonly id: string }[],
  { robustness, decision }: WeighedSuspect,
): string[] {
  if (robustness === undefined) return [];
  const { hangsOn, same, draws } = robustness;
  const ids = hangsOn.map((position) => victims[position]!.id);
  const single =
    ids.length === 0
      ? 'no single victim is needed for it'
      : `without any one of ${shortList(ids)} it would be another answer`;
  return [
    `  How sure: ${single}; with three in ten victims left out they are still ` +
      `${decision === 'named' ? 'named' : 'a lead'} in ${same} of ${draws} draws.`,
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

export function nextSteps({ conclusion }: Answer, out: readonly WeighedSuspect[]): string[] {
  const first = out[0];
  const lines = ['Next:'];
  if (first !== undefined) {
    lines.push(
      `  molecatcher hunt run person-timeline --user ${first.entity}`,
      '  Ask for a campaign, a project or a supervisor who knows of these reads.',
    );
  }
  if (conclusion !== 'named') lines.push('  Run it again with each new complaint.');
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

function percent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1 %';
  if (share < 1 && share > 0.999) return '>99.9 %';
  return `${(100 * share).toFixed(share < 0.1 || share > 0.9 ? 1 : 0)} %`;
}

/** How rare, as people say it: one in so many. */
function oneIn(p: number): string {
  if (p >= 0.5) return 'usual';
  const one = 1 / Math.max(p, 1e-300);
  if (one > 1e9) return '1 in >10⁹';
  return `1 in ${grouped(Number(one.toPrecision(2)))}`;
}

function grouped(whole: number): string {
  return `${Math.round(whole)}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
