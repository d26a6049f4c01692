// A simulated world as files: its records as lines of JSON, its truth, and the complaints as an
// investigator would get them. For `simulate`.

import { join } from 'node:path';
import type { Ticket } from '../generated/records.ts';
import type { World } from '../lab/simulate.ts';
import type { Victim, VictimsTruth } from '../lab/victims.ts';
import type { Outside } from './outside.ts';
import { grouped, type Progress } from './progress.ts';

type Target = { readonly folder: string; readonly progress: Progress };

/** Written at once: a write for each line took a quarter of the time. */
const chunkLines = 500;

/**
 * Tickets and accesses in one go, so that the world is planned once. The truth last: it is complete
 * once the events were walked.
 */
export async function intoFiles(outside: Outside, world: World, target: Target): Promise<void> {
  const { folder, progress } = target;
  const open = (name: string) => outside.openLines(join(folder, name), 0);
  const files: Readonly<Record<string, () => Iterable<unknown>>> = {
    people: () => world.people,
    assets: () => world.assets,
    subjects: () => world.subjects(),
  };
  for (const [name, records] of Object.entries(files)) {
    const lines = open(`${name}.jsonl`);
    let chunk: string[] = [];
    for (const record of records()) {
      chunk.push(JSON.stringify(record));
      if (chunk.length < chunkLines) continue;
      await lines.write(chunk.join('\n'));
      chunk = [];
      if (outside.stop.aborted) break;
    }
    if (chunk.length > 0) await lines.write(chunk.join('\n'));
    await lines.close();
  }
  const [tickets, access] = [open('tickets.jsonl'), open('access.jsonl')];
  let written: string[] = [];
  const flush = async () => {
    if (written.length > 0) await tickets.write(written.join('\n'));
    written = [];
  };
  const onTickets = (day: readonly Ticket[]) => {
    for (const ticket of day) written.push(JSON.stringify(ticket));
  };
  for (const lines of world.lines(onTickets)) {
    await flush();
    await access.writeLines(lines);
    progress.show({ text: `simulating: ${grouped(Math.floor(access.sizeBytes / 1e6))} MB` });
    if (outside.stop.aborted) break;
  }
  await flush();
  await tickets.close();
  await access.close();
  const found = world.truth();
  if (found.victims !== null) await writeVictims(outside, folder, found.victims);
  const truth = open('truth.json');
  await truth.write(JSON.stringify(found, null, 2));
  await truth.close();
}

/** Returns the name of the file. */
export async function writeVictims(
  outside: Outside,
  folder: string,
  { list }: VictimsTruth,
): Promise<string> {
  const file = join(folder, 'victims.csv');
  const complaints = outside.openLines(file, 0);
  await complaints.write(victimLines(list).join('\n'));
  await complaints.close();
  return file;
}

/** What an investigator is given of the complaints: `attribute` reads it. */
function victimLines(list: readonly Victim[]): string[] {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return [
    'customer,reported_at,first_complaint_at',
    ...list.map(({ subject, reportedAt, complainedAt, isDateKnown }) =>
      [subject, day(reportedAt), isDateKnown ? day(complainedAt) : ''].join(','),
    ),
  ];
}
