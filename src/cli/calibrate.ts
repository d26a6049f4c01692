// `calibrate`: where the thresholds of the detectors come from, printed so that anybody can check.

import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import { calibrate as calibrateDetectors, thresholdFor, warmupDays } from '../lab/calibrate.ts';
import { type Command, jsonFlag } from './command.ts';
import { grouped, openProgress } from './progress.ts';
import { worldFlags, worldFrom } from './world-flags.ts';

/** False anomalies per 1,000 users and day. */
const budgets = [1, 0.5, 0.2, 0.1, 0.05] as const;
const seedsMax = 1_000;

export const calibrate: Command = {
  name: 'calibrate',
  summary: 'Live through honest worlds and print the threshold of each detector per budget.',
  usage: 'calibrate [--seeds 1,2,3] [--agents N] [--days N] [--json]',
  examples: ['calibrate --seeds 1,2,3,4,5,6,7,8,9,10'],
  flags: [
    ...worldFlags.filter(({ name }) => name !== 'seed' && name !== 'thief'),
    { name: 'seeds', value: 'N,N,…', doc: 'Seeds of the worlds to live through [1].' },
    jsonFlag,
  ],
  settings: [],
  async run({ flags, outside, print }) {
    const seeds = seedsFrom(flags.text('seeds') ?? '1');
    const world = worldFrom(flags);
    if (world.days <= warmupDays) {
      throw new OutsideError('bad-usage', `--days must be more than ${warmupDays}: they warm up.`);
    }
    const progress = openProgress(outside.terminal, outside.clock);
    let days = 0;
    const found = calibrateDetectors({ world, seeds, detectors }, () => {
      days += 1;
      const done = Math.min(1, days / (seeds.length * world.days));
      progress.show({ share: done, text: `day ${grouped(days)} of all worlds` });
    });
    progress.end();
    for (const one of found) {
      const thresholds = budgets.map((budget) => thresholdFor(one, budget));
      const { detector, userDays } = one;
      const highest = one.scores.at(-1) ?? 0;
      if (flags.has('json')) {
        await print(JSON.stringify({ detector, userDays, budgets, thresholds, highest }));
        continue;
      }
      const columns = budgets.map((budget, i) => `${budget}: ${thresholds[i]!.toFixed(2)}`);
      await print(`${detector.padEnd(20)} ${grouped(userDays)} user-days   ${columns.join('   ')}`);
    }
    if (!flags.has('json')) {
      await print('Thresholds by budget: false anomalies per 1,000 users with events and day.');
    }
    return 0;
  },
};

function seedsFrom(text: string): number[] {
  const seeds = text.split(',').map(Number);
  const isWhole = (seed: number) => Number.isSafeInteger(seed) && seed >= 0;
  if (seeds.length <= seedsMax && seeds.every(isWhole)) return seeds;
  throw new OutsideError('bad-usage', '--seeds are whole numbers with commas between them.');
}
