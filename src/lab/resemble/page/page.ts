// A resemblance as one page that needs nothing else: no script, no font, no picture from elsewhere.
// It says what is unlike before it shows any picture.

import { documentOf, escaped } from '../../../core/page/markup.ts';
import { memoryDays } from '../census.ts';
import { measureOf } from '../measures.ts';
import { apartMost, type MeasureRow, type Resemblance, smallMost } from '../resemblance.ts';
import { metMost } from '../sightings.ts';
import { measurePictures, weekPictures } from './pictures.ts';
import { distanceTable, figureTable, quantileTable, sizeTable } from './tables.ts';
import { tailLegend } from './tail-chart.ts';
import { alike, type Remark, unlike } from './words.ts';

export type RunNote = {
  readonly command: string;
  readonly version: string;
  /** What was read, and what was left out. */
  readonly log: string;
  readonly world: string;
};

/** No picture and no table is torn apart where the page is printed, and no tint lost. */
const ownStyle = `
  .pictures, table { break-inside: avoid; }
  h2, h3, .legend, .pictures { break-after: avoid; }
  td b { font-weight: 600; }
  tr:first-child th + th { text-align: right; }
  .legend svg { vertical-align: middle; }
  @media print {
    body { margin: 0; max-width: none; font-size: 12px; print-color-adjust: exact;
      -webkit-print-color-adjust: exact; }
    .pictures { gap: .4rem; }
    .pictures svg { max-width: 9cm; height: auto; }
    .wide { overflow-x: visible; }
    table { font-size: 10px; }
    td small { font-size: 9px; }
  }
`;

export function pageOf(resemblance: Resemblance, run: RunNote): string {
  const body = [
    ...introduction(resemblance, run),
    ...verdicts(resemblance),
    '<h2>All distances</h2>',
    distanceTable(resemblance),
    ...howToRead(),
    '<h2>Bursts and other single figures</h2>',
    figureTable(resemblance),
    ...burstNotes(),
    '<h2>Distributions</h2>',
    '<p>The share of all observations that is larger than x; both axes are logarithmic.</p>',
    ...resemblance.measures.flatMap(measurePart),
    '<h2>Hours of the week</h2>',
    '<p>Each cell is an hour by the clock on people’s walls, as a share of all accesses.</p>',
    `<section><div class="pictures">${weekPictures(resemblance)}</div></section>`,
  ];
  return documentOf('A log and a world, side by side', body, ownStyle);
}

function introduction(resemblance: Resemblance, run: RunNote): string[] {
  return [
    '<h1>A log and a world, side by side</h1>',
    `<p class="quiet"><code>${escaped(run.command)}</code> · version ${escaped(run.version)}</p>`,
    `<p><b>Log:</b> ${escaped(run.log)}<br><b>World:</b> ${escaped(run.world)}</p>`,
    '<p>Worlds are simulated, and what is measured in them is a statement about them. This page ' +
      'shows where people in the world behave as people in the log do, and where not. It says ' +
      'nothing of thieves, and nothing of what is not measured here.</p>',
    sizeTable(resemblance),
  ];
}

function verdicts(resemblance: Resemblance): string[] {
  const near = alike(resemblance);
  const listed = ({ word, title, text }: Remark) =>
    `<li><b>${escaped(title)}</b> (${word}): ${escaped(text)}</li>`;
  return [
    '<h2>Where the world is not like the log</h2>',
    '<p>Two houses of different trades differ in scale: a back office that works on cases meets ' +
      'fewer customers, for longer, than a desk that answers calls. Scale is learnt from each ' +
      'person, and shape is not, so that a difference in shape weighs more.</p>',
    `<ul>${unlike(resemblance).map(listed).join('')}</ul>`,
    '<h2>Where it is</h2>',
    near.length === 0
      ? '<p>Nowhere within the yardsticks.</p>'
      : `<p>Within the yardsticks: ${escaped(near.join(' · '))}.</p>`,
  ];
}

function howToRead(): string[] {
  return [
    '<p><b>D</b> is the largest difference of the two shares below any one value (Kolmogorov and ' +
      'Smirnov): 0 the same, 1 nothing in common, 0.1 ten in a hundred somewhere. ' +
      '<b>Quantiles differ by</b> so much in the mean (Wasserstein’s distance of the logarithms, ' +
      'as a factor; of shares in points). <b>Shapes</b>: the same, once each side was divided by ' +
      'its own median. <b>Total variation</b> is the share of work that lies at other hours.</p>',
    '<p>Small, below each: the same distance between <b>the first and the second half of ' +
      'the log</b>, and between <b>two seeds of the world</b>. <b>near</b>: no further than ' +
      `the larger of the two. <b>apart</b>: up to ${apartMost} times as far, or ${smallMost} or ` +
      'less, which with many accesses is more than any yardstick and still little. ' +
      '<b>far</b>: further.</p>',
    `<p>A customer is <b>met</b> where an access opens their record. Those of a list of search ` +
      `results, or of an access of more than ${metMost} customers, are not: nobody meets all of ` +
      'them. Hours and days are those of the calendar, in local time, and only those with any ' +
      'access; somebody who works past midnight has two.</p>',
  ];
}

function burstNotes(): string[] {
  return [
    '<p>r: the variance of a day is E + E²/r, where E is the person’s mean by the weekday’s ' +
      'factor; 2 % winsorised, of people with 20 days or more. Met before: within the ' +
      `${memoryDays} days before, on days with five customers or more, once the log is so old.</p>`,
  ];
}

function measurePart(row: MeasureRow): string[] {
  const { title } = measureOf(row.id);
  const parts = [
    `<h3>${escaped(title)}</h3>`,
    tailLegend(),
    `<div class="pictures">${measurePictures(row)}</div>`,
    quantileTable(row),
  ];
  return [`<section>${parts.join('\n')}</section>`];
}
