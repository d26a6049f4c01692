// `calibrate`: what scores are worth and from where on somebody is asked or paged, counted in
// honest worlds and printed, so that anybody can check; with --table as the file that molecatcher
// ships with (src/core/shipped-table.ts).

import { Calibration, type CalibrationTable, shippedBudgets } from '../core/calibration.ts';
import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import {
  type Calibrated,
  type CountedScores,
  calibrate as calibrateDetectors,
  thresholdFor,
} from '../lab/calibrate.ts';
import { warmupDays } from '../lab/live-through.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { grouped, openProgress } from './progress.ts';
import { seedsFrom } from './seeds-flag.ts';
import { worldFlags, worldFrom } from './world-flags.ts';

/** False anomalies per 1,000 users and day. */
const budgets = [1, 0.5, 0.2, 0.1, 0.05] as const;
/** A world of its own is made for each seed, and nobody steals in any. */
const ownFlags = ['seed', 'thief', 'attack'];

export const calibrate: Command = {
  name: 'calibrate',
  summary: 'Live through honest worlds and count how rare scores are, and what they add up to.',
  usage: 'calibrate [--seeds 1,2,5-9] [--agents N] [--days N] [--world lively] [--json | --table]',
  examples: [
    'calibrate --seeds 1,2,3,4,5,6 --days 120',
    'calibrate --seeds 1,2,3 --world lively',
    'calibrate --seeds 1,2,3,4,5,6 --days 120 --table > src/core/shipped-table.ts',
  ],
  flags: [
    ...worldFlags.filter(({ name }) => !ownFlags.includes(name)),
    { name: 'seeds', value: 'N,N-N,…', doc: 'Seeds of the worlds to live through [1].' },
    { name: 'table', doc: 'Print the file that molecatcher ships with.' },
    jsonFlag,
  ],
  settings: [],
  async run(context) {
    const { flags, outside } = context;
    if (flags.has('table') && flags.has('json')) {
      throw new OutsideError('bad-usage', 'Choose one of --json and --table.');
    }
    const seeds = seedsFrom(flags.text('seeds') ?? '1', 'seeds');
    const world = worldFrom(flags);
    if (world.days <= warmupDays) {
      throw new OutsideError('bad-usage', `--days must be more than ${warmupDays}: they warm up.`);
    }
    const progress = openProgress(outside.terminal, outside.clock);
    let days = 0;
    const all = 2 * seeds.length * world.days;
    const living = calibrateDetectors({ world, seeds, detectors });
    let next = living.next();
    for (; next.done !== true; next = living.next()) {
      days += 1;
      progress.show({ share: Math.min(1, days / all), text: `day ${grouped(days)} of all worlds` });
      // Lets a signal be heard: the worlds are lived through in this thread.
      await outside.clock.sleep(0);
      if (!outside.stop.aborted) continue;
      progress.end();
      throw new OutsideError('stopped', 'Stopped before all worlds were lived through.');
    }
    progress.end();
    const found = next.value;
    if (flags.has('table')) await context.print(tableText(found, commandOf(context)));
    else await tell(context, found);
    return 0;
  },
};

async function tell(context: Context, { detectors: counted, table }: Calibrated): Promise<void> {
  for (const one of counted) await tellScores(context, one);
  const { print, flags } = context;
  if (flags.has('json')) {
    await print(JSON.stringify(table));
    return;
  }
  await print('Scores by budget: user-days per 1,000 with events that reach them.');
  const calibration = new Calibration({ ...table, producedBy: '' }, shippedBudgets);
  for (const [budget, logOdds] of table.openings) {
    const peers = calibration.peersPerThousand(logOdds);
    const reach = peers < 1 ? 'fewer than 1' : `about ${Math.round(peers)}`;
    await print(
      `${String(budget).padStart(5)} openings per 1,000 users and day: ` +
        `log odds ${logOdds.toFixed(2)}, which ${reach} of 1,000 reach in a month`,
    );
  }
}

async function tellScores({ print, flags }: Context, one: CountedScores): Promise<void> {
  const { detector, userDays } = one;
  const thresholds = budgets.map((budget) => thresholdFor(one, budget));
  const highest = one.scores.at(-1) ?? 0;
  if (flags.has('json')) {
    await print(JSON.stringify({ detector, userDays, budgets, thresholds, highest }));
    return;
  }
  const columns = budgets.map((budget, i) => `${budget}: ${thresholds[i]!.toFixed(2)}`);
  await print(`${detector.padEnd(20)} ${grouped(userDays)} user-days   ${columns.join('   ')}`);
}

/** A file of core; `biome check --write` breaks its lines. */
function tableText({ table }: Calibrated, producedBy: string): string {
  const shipped: CalibrationTable = { producedBy, ...table };
  return [
    '// What scores are worth, and from where on somebody is asked or paged, as counted in honest',
    '// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.',
    '',
    "import type { CalibrationTable } from './calibration.ts';",
    '',
    `export const shippedTable: CalibrationTable = ${JSON.stringify(shipped, null, 2)};`,
  ].join('\n');
}

/** As somebody would type it to get the same. */
function commandOf({ flags }: Context): string {
  const said = calibrate.flags.flatMap(({ name, value }) => {
    const text = value === undefined ? undefined : flags.text(name);
    return text === undefined ? [] : [`--${name} ${text}`];
  });
  return ['calibrate', ...said, '--table'].join(' ');
}
