// What `replay` says of one: how it begins, how far it is, what came of it. For replay-run.ts.

import { spanText, timeText } from '../investigate/diff-words.ts';
import type { ReplayOutcome, ReplayReach } from '../investigate/replay.ts';
import type { ReplayRow } from '../investigate/replay-store.ts';
import type { Context } from './command.ts';
import { grouped } from './progress.ts';
import type { Opened } from './replay-house.ts';

export function sayBeginning({ say }: Context, row: ReplayRow, source: Opened['source']): void {
  const warmed = row.ranges.filter(({ isKept }) => isKept !== true);
  const hasKept = warmed.length < row.ranges.length;
  const beginning = `${source.name}${hasKept ? ' from the state kept then' : ''}`;
  say(`Replay ${row.id}: ${beginning}, by the settings ${row.settingsHash}.`);
  if (startsLater(row, source)) say('It begins with nothing known of what was before.');
  if (row.from === undefined || warmed.length === 0) return;
  const where = warmed.map(({ partition }) => partition).join(', ');
  const what = hasKept ? `Partition ${where} has no such state: it` : 'It';
  say(
    `${what} begins with a warm-up: what reaches further back, as open incidents do, is not known.`,
  );
}

function startsLater({ from, ranges }: ReplayRow, source: Opened['source']): boolean {
  const whole = new Map(source.ranges.map(({ partition, first }) => [partition, first]));
  return from === undefined && ranges.some((range) => range.first > whole.get(range.partition)!);
}

export function reachText({ records, findings, share, at }: ReplayReach, ms: number): string {
  const words = [`${grouped(records)} records`];
  if (ms >= 1_000) words.push(`${grouped((records * 1_000) / ms)}/s`);
  words.push(`${grouped(findings)} findings`);
  if (at > 0) words.push(`up to ${timeText(at)}`);
  if (ms >= 1_000 && share > 0.01) words.push(`${spanText((ms / share) * (1 - share))} left`);
  return words.join(' · ');
}

export async function report(
  context: Context,
  { row, outcome, seconds }: { row: ReplayRow; outcome: ReplayOutcome; seconds: number },
): Promise<void> {
  const { id } = row;
  const { records, unreadable, findings, isComplete, unseen } = outcome;
  if (context.flags.has('json')) {
    const state = isComplete ? 'done' : 'stopped';
    await context.print(JSON.stringify({ id, state, records, unreadable, findings, seconds }));
    return;
  }
  if (unseen.length > 0) context.say(`Of ${unseen.join(', ')} there is no record here.`);
  const command = 'npm run -s molecatcher -- replay';
  const data = ` --data ${context.settings.data}`;
  const pace = grouped(records / Math.max(0.001, seconds));
  const unread = unreadable === 0 ? '' : `, ${grouped(unreadable)} that nobody can read`;
  const what = `${grouped(records)} records in ${seconds.toFixed(1)} s (${pace}/s)${unread}`;
  await context.print(`${isComplete ? 'Replayed' : 'Stopped after'} ${what}.`);
  await context.print(
    isComplete
      ? `${grouped(findings)} findings. What is different: ${command} diff ${id} live${data}`
      : goOnText(row, `${command} --resume ${id}${data}`),
  );
}

function goOnText({ source }: ReplayRow, command: string): string {
  if (source === 'raw') return 'A replay of raw events cannot be gone on with: start it anew.';
  return `Go on with it: ${command}`;
}
