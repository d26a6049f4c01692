// `evaluate-log`: how good are the detectors on somebody's own log? Lives it as it is, where
// every incident is false, and puts thefts into the records of single persons. Writes a page, the
// figures as JSON, and tables to the terminal. The method: docs/evaluation.md.

import { join } from 'node:path';
import { type LogReport, logReportOf } from '../lab/evaluate/log/log-report.ts';
import { logReportLines } from '../lab/evaluate/log/log-report-text.ts';
import { logPageOf } from '../lab/evaluate/page/log-page.ts';
import { type Command, type Context, jsonFlag } from './command.ts';
import { liveOrReadLog } from './evaluate-log-live.ts';
import { evaluateLogFlags, type LogPlan, logPlanFrom } from './evaluate-log-plan.ts';
import { readLog } from './evaluate-log-read.ts';

export const evaluateLog: Command = {
  name: 'evaluate-log',
  summary: 'Measure the detectors on a real log: false incidents, and thefts put into it.',
  usage: 'evaluate-log FILE… [--map mapping.yaml] [--people FILE] [--bursts N,…] [--paces N,…] …',
  examples: [
    'evaluate-log audit.jsonl.gz --people people.jsonl --tickets tickets.jsonl',
    'evaluate-log events.csv.gz --map examples/bpic12/mapping.yaml --starts 2',
  ],
  flags: [...evaluateLogFlags, jsonFlag],
  settings: ['questionBudget', 'incidentBudget'],
  async run(context) {
    const { flags, words, outside, print, say } = context;
    const plan = logPlanFrom(flags, words);
    const read = await readLog(context);
    const outcome = await liveOrReadLog(context, plan, read);
    if (outcome === undefined) return 1;
    const { rows, rejected, reference } = read;
    const { command, cells, starts, eligibleDays } = plan;
    const note = {
      ...{ command, version: outside.version, rows, rejected, starts, eligibleDays },
      hasTickets: reference.hasTicketFeed,
      cellTitles: Object.fromEntries(cells.map(({ id, title }) => [id, title])),
    };
    const report = logReportOf(outcome, note, plan.budgets);
    await write(context, plan, report);
    if (flags.has('json')) await print(JSON.stringify(report));
    else for (const line of logReportLines(report)) await print(line);
    say(`The page is ${join(plan.out, 'log-evaluation.html')}, the figures are beside it.`);
    return 0;
  },
};

async function write({ outside }: Context, { out }: LogPlan, report: LogReport): Promise<void> {
  const texts = {
    'log-evaluation.json': JSON.stringify(report),
    'log-evaluation.html': logPageOf(report),
  };
  for (const [name, text] of Object.entries(texts)) {
    const file = outside.openLines(join(out, name), 0);
    await file.write(text);
    await file.close();
  }
}
