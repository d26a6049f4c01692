// `evaluate`: how good are the detectors, and how good are simpler things under the same budgets?
// Lives through attack-free worlds, puts thieves into the records of single persons, and writes
// a page, the figures as JSON, and a table to the terminal. The method: docs/evaluation.md.

import { join } from 'node:path';
import { OutsideError } from '../errors.ts';
import { detectors } from '../generated/detectors.ts';
import { baselines } from '../lab/evaluate/baselines/baselines.ts';
import type { Outcome } from '../lab/evaluate/outcome.ts';
import { pageOf } from '../lab/evaluate/page/page.ts';
import { type Report, reportOf } from '../lab/evaluate/report.ts';
import { reportLines } from '../lab/evaluate/report-text.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { evaluateFlags, type Plan, planFrom } from './evaluate-plan.ts';
import { liveOrRead } from './evaluate-worlds.ts';
import { openProgress } from './progress.ts';

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'Measure the detectors against simpler ones, in worlds with thieves of every pace.',
  usage: 'evaluate [--quick] [--worlds N] [--attacks NAME,…] [--budgets N,…] [--out DIR] …',
  examples: [
    'evaluate --quick',
    'evaluate --worlds 10 --agents 400 --days 160 --thieves 40 --out evaluation',
    'evaluate --attacks no-ticket+10,laundered+40,slow-ramp --budgets 0.2',
    'evaluate --nonce 4711 --commit 0a054e5 --worlds 20',
    'evaluate --external "python3 my_detector.py"',
  ],
  flags: [...evaluateFlags, jsonFlag],
  settings: ['questionBudget', 'incidentBudget'],
  async run(context) {
    const { flags, words, outside, settings, print, say } = context;
    if (words.length > 0) throw new OutsideError('bad-usage', `What is '${words[0]}' for?`);
    const plan = planFrom(flags, outside.version);
    const progress = openProgress(outside.terminal, outside.clock);
    const outcomes: Outcome[] = [];
    try {
      for (const [position, seed] of plan.run.seeds.entries()) {
        const world = { ...plan.world, seed };
        const { questionBudget: question, incidentBudget: incident } = settings;
        const budgets = { question, incident };
        const options = { world, detectors, baselines, budgets, budgetMost: plan.budgetMost };
        const { cells, thieves, hasTickets } = plan;
        const asked = { ...options, cells, thieves, hasTickets };
        const turn = { position, of: plan.run.seeds.length, progress };
        const outcome = await liveOrRead(context, { plan, asked, turn });
        if (outcome === undefined) return 1;
        outcomes.push(outcome);
      }
    } finally {
      progress.end();
    }
    const report = reportOf(outcomes, plan.run, plan.budgets);
    await write(context, plan, report);
    if (flags.has('json')) await print(JSON.stringify(report));
    else for (const line of reportLines(report)) await print(line);
    say(`The page is ${join(plan.out, 'evaluation.html')}, the figures are beside it.`);
    return 0;
  },
};

async function write({ outside }: Context, { out }: Plan, report: Report): Promise<void> {
  const texts = {
    'evaluation.json': JSON.stringify(report),
    'evaluation.html': pageOf(report),
  };
  for (const [name, text] of Object.entries(texts)) {
    const file = outside.openLines(join(out, name), 0);
    await file.write(text);
    await file.close();
  }
}
