// The report as one page that needs nothing else: no script, no font, no picture from elsewhere, so
// that it can be mailed and still be read in ten years.

import { documentOf, escaped } from '../../../core/page/markup.ts';
import { chanceText } from '../chance.ts';
import { headlines, longest, type Report } from '../report.ts';
import { dayPictures, pacePictures, shown } from './pictures.ts';
import {
  ablationTable,
  bestResponseTable,
  calibrationTable,
  caughtTable,
  comparisonTable,
  confuserTable,
  fullTable,
  shippedTable,
} from './tables.ts';

export function pageOf(report: Report): string {
  const body = [
    ...introduction(report),
    '<h2>As it ships</h2>',
    '<p>What the pipeline said by itself: its thresholds come from the shipped table and follow ' +
      'what is found each night. Somebody is asked what it was for, or somebody is paged.</p>',
    shippedTable(report),
    ...report.budgets.flatMap((budget) => budgetPart(report, budget)),
    ...responsePart(report),
    ...trustPart(report),
  ];
  return documentOf('Molecatcher, evaluated', body);
}

function introduction(report: Report): string[] {
  const { run, worlds, remarks } = report;
  const [first] = worlds;
  const { agents, warmupDays, calibrationDays, testDays } = first!;
  const events = worlds.reduce((sum, world) => sum + world.events, 0);
  const sealed =
    run.sealed === null
      ? 'These are seeds for tuning: detectors may have been fitted to them.'
      : `Seeds are SHA-256 of commit ${run.sealed.commit} and nonce ${run.sealed.nonce}.`;
  const parts =
    `${warmupDays} days of warm-up, ${calibrationDays} in which thresholds are set, ` +
    `${testDays} in which thieves steal`;
  return [
    '<h1>Molecatcher, evaluated</h1>',
    `<p class="quiet"><code>${escaped(run.command)}</code> · version ${escaped(run.version)}</p>`,
    `<p>${worlds.length} simulated support desks of ${agents} people, ` +
      `${millions(events)} million accesses: ${parts}. ` +
      `Seeds: ${run.seeds.join(', ')}. ${escaped(sealed)}</p>`,
    '<p>Every contender gets the same worlds, the same budget of incidents, and a threshold ' +
      'that is set in the same way where nobody steals. Thieves are put one at a time into the ' +
      'records of one person. Simulated people are assumptions, not measurements.</p>',
    ...headlines(report).map((line) => `<p><b>${escaped(line)}</b></p>`),
    ...(remarks.length === 0 ? [] : ['<div class="remarks">']),
    ...remarks.map((remark) => `<p>${escaped(remark)}</p>`),
    ...(remarks.length === 0 ? [] : ['</div>']),
  ];
}

function millions(events: number): string {
  return (events / 1e6).toFixed(1);
}

function budgetPart(report: Report, budget: number): string[] {
  const contenders = shown(report);
  const alone = report.contenders.filter(({ kind }) => kind === 'alone').map(({ id }) => id);
  return [
    `<h2>Budget: ${budget} per 1,000 people and day</h2>`,
    `<p>Share of thieves found within ${longest(report)} days; below it the median of days ` +
      'until found (–: not half were) and of records they had by then. Who is a ' +
      '<em>placebo</em> steals nothing: what is found there is found by chance. ' +
      'More in each cell’s title.</p>',
    caughtTable(report, { budget, contenders }),
    ...report.chances
      .filter((one) => one.budget === budget)
      .map((chance) => `<p>${escaped(chanceText(chance))}</p>`),
    '<h3>Ours against the best of the baselines</h3>',
    '<p>On the same thieves; whichever baseline does best in a row, chosen after the fact. ' +
      '<em>Better</em> holds for all rows of the page together (Holm, 5 %), and is asked where ' +
      'an oracle is 20 points above chance; elsewhere <em>not worse</em> is by three points.</p>',
    comparisonTable(report, budget),
    '<h3>Ours in full</h3>',
    '<p>Intervals of 95 %. Accused for each found: honest people, where one of 1,000 steals in a ' +
      'year.</p>',
    fullTable(report, { budget, contender: 'ours' }),
    pacePictures(report, budget),
    '<details><summary>How soon, attack by attack</summary>',
    dayPictures(report, budget),
    '</details>',
    '<h3>What each detector adds</h3>',
    '<p>Percentage points more or less found without it, by all others at the same budget. A ' +
      'detector that adds nothing anywhere only costs attention.</p>',
    ablationTable(report, budget),
    '<h3>Each detector alone</h3>',
    caughtTable(report, { budget, contenders: alone }),
    '<h3>What accused people were doing</h3>',
    confuserTable(report, { budget, contenders: [...contenders, ...alone] }),
  ];
}

function responsePart(report: Report): string[] {
  return [
    '<h2>The thief who knows all of this</h2>',
    '<p>The most records, in the median, that thieves carry out who know the code and the ' +
      'thresholds, take whatever pays best among all that was tried, and of whom less than half ' +
      'are found. ≥: nothing larger of its kind was tried.</p>',
    bestResponseTable(report, shown(report)),
  ];
}

function trustPart(report: Report): string[] {
  const all = report.contenders.map(({ id }) => id);
  return [
    '<h2>Thresholds</h2>',
    '<p>Set once for all worlds where nobody steals; then what they came to in the test, again ' +
      'among honest people. A contender far above its budget in the test has bought what it ' +
      'finds with false incidents.</p>',
    calibrationTable(report, all),
    '<h2>Who is who</h2>',
    '<ul>',
    ...report.contenders
      .filter(({ kind }) => kind !== 'without')
      .map(({ id, title }) => `<li><b>${escaped(id)}</b>: ${escaped(title)}</li>`),
    '</ul>',
    '<h2>What was stolen</h2>',
    '<ul>',
    ...report.cells.map((cell) => {
      const title = report.run.cellTitles[cell] ?? '';
      return `<li><b>${escaped(cell)}</b>: ${escaped(title)}</li>`;
    }),
    '</ul>',
  ];
}
