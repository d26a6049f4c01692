// `resemble`: does a world look like a real log where it should? Both are counted by the same code,
// and each distance is held against that of the log's halves and that of two seeds. The page says
// first where they differ. What is compared and how: docs/worlds.md.

import { Census } from '../lab/resemble/census.ts';
import { jsonOf, linesOf } from '../lab/resemble/figures.ts';
import { pageOf } from '../lab/resemble/page/page.ts';
import { halvesOf, type Portrait, portraitOf } from '../lab/resemble/portrait.ts';
import { type Resemblance, resemblanceOf } from '../lab/resemble/resemblance.ts';
import type { Command, Context } from './command.ts';
import { openProgress, type Progress } from './progress.ts';
import { liveWorld, readLog } from './resemble-counts.ts';
import { type ResemblePlan, resembleFlags, resemblePlan } from './resemble-plan.ts';

export const resemble: Command = {
  name: 'resemble',
  summary: 'Show how much a simulated world looks like a real log, with distances and pictures.',
  usage: 'resemble FILE… [--map mapping.yaml] [--zone +01:00] [--without ACCOUNT,…] [--out FILE] …',
  examples: [
    'resemble events.csv.gz --map examples/bpic12/mapping.yaml --zone +01:00 --without 112',
    'resemble access.jsonl.gz --people people.jsonl --shape dayGamma=2',
  ],
  flags: resembleFlags,
  settings: [],
  async run(context) {
    const { words, flags, outside, print, say } = context;
    const plan = resemblePlan(words, flags);
    const progress = openProgress(outside.terminal, outside.clock);
    let found: { readonly resemblance: Resemblance; readonly log: string } | undefined;
    try {
      found = await compare(context, plan, progress);
    } finally {
      progress.end();
    }
    if (found === undefined) return 1;
    const { resemblance, log } = found;
    const { command, worldText, out } = plan;
    const note = { command, version: outside.version, log, world: worldText };
    const file = outside.openLines(out, 0);
    await file.write(pageOf(resemblance, note));
    await file.close();
    if (flags.has('json')) await print(JSON.stringify({ ...note, ...jsonOf(resemblance) }));
    else for (const line of linesOf(resemblance)) await print(line);
    say(`The page is ${out}.`);
    return 0;
  },
};

/** Undefined: stopped. */
async function compare(context: Context, plan: ResemblePlan, progress: Progress) {
  const census = new Census();
  const log = await readLog(context, plan, { census, progress });
  if (context.outside.stop.aborted) return undefined;
  const [first, second] = halvesOf(census);
  const worlds: Portrait[] = [];
  for (const settings of plan.worlds) {
    const portrait = await liveWorld(context, settings, progress);
    if (portrait === undefined) return undefined;
    worlds.push(portrait);
  }
  const resemblance = resemblanceOf({
    log: portraitOf(census),
    halves: [portraitOf(census, first), portraitOf(census, second)],
    world: worlds[0]!,
    otherWorld: worlds[1]!,
  });
  return { resemblance, log };
}
