// An attribution as one page that needs nothing else: what the list says, who stands out, what was
// read when, which harmless explanations were tried, on which victims the answer hangs, and how it
// was counted. For `attribute --report`.

import { documentOf, figure, shownLines, shownText } from '../../core/page/markup.ts';
import { timeText } from '../diff-words.ts';
import { apartText, likeliestRows } from './apart-words.ts';
import { type Answer, type WeighedSuspect, whoStandsOut } from './attribute-list.ts';
import { columnsSay, tableRows, wordsSay } from './attribution-table.ts';
import { aboutSuspect, conclusionText, nextSteps } from './attribution-words.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';
import { explanationsTried } from './explanations-tried.ts';
import { aboutTheList } from './list-words.ts';
import { countPicture, legendOfReads, linesText, readsPicture } from './reads-picture.ts';

export type PageAbout = {
  readonly command: string;
  readonly version: string;
  readonly author: string;
  readonly at: number;
};

/** Shown where nobody stands out: the nearest to it. */
const fewestShown = 1;

export function attributionPage(answer: Answer, about: PageAbout): string {
  const out = whoStandsOut(answer);
  const pictured = out.length > 0 ? out : answer.suspects.slice(0, fewestShown);
  return documentOf('From victims to a source', [
    '<h1>From victims to a source</h1>',
    `<p class="quiet"><code>${shownText(about.command)}</code>, ` +
      `version ${shownText(about.version)}, asked by ${shownText(about.author)}, ` +
      `${timeText(about.at)} UTC</p>`,
    ...aboutTheList(answer).map(paragraph),
    '<div class="remarks">',
    ...conclusionText(answer, out).map((line) => `<p><b>${shownText(line)}</b></p>`),
    '</div>',
    '<h2>Who read the victims</h2>',
    tableOf(tableRows(answer)),
    columnsRead(answer),
    ...pictured.flatMap((one) => suspectPart(answer, one)),
    ...apartPart(answer, apartText(answer, out)),
    '<h2>What to do next</h2>',
    ...nextSteps(answer, out).slice(1).map(paragraph),
    ...method(answer),
  ]);
}

function paragraph(line: string): string {
  const text = shownText(line.trim());
  return text.startsWith('molecatcher ') ? `<p><code>${text}</code></p>` : `<p>${text}</p>`;
}

/** For whoever is handed the page and has read nothing else. */
function columnsRead(answer: Answer): string {
  return [...wordsSay(answer), ...columnsSay(answer)]
    .map(([column, meaning]) => `<p class="quiet"><b>${column}</b>: ${meaning}.</p>`)
    .join('');
}

/** The first two columns are names, to the left; all others are figures. */
function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${shownText(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => cells(row, 'td')).join('');
  return `<div class="wide"><table class="names">${cells(head, 'th')}${body}</table></div>`;
}

function suspectPart(answer: Answer, suspect: WeighedSuspect): string[] {
  const [summary = '', ...details] = aboutSuspect(answer, suspect);
  return [
    `<h2>${shownText(suspect.entity)}</h2>`,
    paragraph(summary),
    '<div class="pictures">',
    `<figure><figcaption>${linesText(answer)}: what ` +
      `${shownText(suspect.entity)} read, and when</figcaption>` +
      `${readsPicture(answer, suspect.entity)}</figure>`,
    '<figure><figcaption>Victims read, and expected by chance</figcaption>' +
      `${countPicture(answer, suspect)}</figure>`,
    '</div>',
    legendOfReads(answer, suspect.entity),
    ...(isWay(answer.by) ? [] : explanationsPart(answer, suspect)),
    ...details.map(paragraph),
  ];
}

function apartPart(answer: Answer, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rows = likeliestRows(answer);
  return [
    '<h2>From more than one?</h2>',
    ...lines.map(paragraph),
    ...(rows.length === 0
      ? []
      : [`<details><summary>Victim by victim</summary>${tableOf(rows)}</details>`]),
  ];
}

function explanationsPart(answer: Answer, suspect: WeighedSuspect): string[] {
  return [
    '<h3>Harmless explanations</h3>',
    '<ul>',
    ...explanationsTried(answer, suspect).map(({ explanation, outcome }) => {
      return `<li><b>${shownText(explanation)}</b> ${shownText(outcome)}</li>`;
    }),
    '</ul>',
  ];
}

function method({ evidence, span, spans, by, statements }: Answer): string[] {
  const day = (at: number) => timeText(at).slice(0, 10);
  const weeks = figure(spans.lookBackMs / (7 * 24 * 3_600_000));
  return [
    '<h2>How it was counted</h2>',
    `<p>Reads of ${weeks} weeks before a victim's first complaint or call, none after it nor of ` +
      'the day before; where no complaint was written down, none of the two weeks before the ' +
      `call. Compared with all that was read between ${day(span.from)} and ${day(span.until)}: ` +
      `${evidence.tested} ${by.many}. Chances, tests and the probability are those of ` +
      `docs/attribution.md; ${levelText(by)}.</p>`,
    '<details><summary>The statements that ClickHouse was asked</summary>',
    ...statements.map((sql) => `<pre>${shownLines(sql.trim())}</pre>`),
    '</details>',
  ];
}

function levelText(by: EntityKind): string {
  if (isWay(by)) return `a ${by.one} is a route at a chance of 1 % that any would be one`;
  return 'a name is given at a chance of 1 % that any innocent is named (Holm)';
}
