// The two sides of `resemble`, counted by the same code: a log from its files, and a world.

import { basename } from 'node:path';
import { OutsideError } from '../errors.ts';
import { Census } from '../lab/resemble/census.ts';
import { type Portrait, portraitOf } from '../lab/resemble/portrait.ts';
import { Roster } from '../lab/resemble/sightings.ts';
import { simulate } from '../lab/simulate.ts';
import type { SimulateSettings } from '../lab/simulate-settings.ts';
import type { Context } from './command.ts';
import { formatFrom, mappingFrom } from './input-flags.ts';
import { grouped, type Progress } from './progress.ts';
import { allRecordsOf, recordsOfFile } from './records-of-file.ts';
import type { ResemblePlan } from './resemble-plan.ts';

/** A signal is heard between so many events of a world. */
const eventsAtOnce = 20_000;
const weeksLeast = 2;

type Reading = { readonly census: Census; readonly progress: Progress };

/** Says what was read and what was not. */
export async function readLog(
  { flags, outside }: Context,
  plan: ResemblePlan,
  { census, progress }: Reading,
): Promise<string> {
  const { paths, people, offsetMs, without } = plan;
  const mapping = mappingFrom(flags.text('map'), 'AccessEvent');
  const format = formatFrom(flags.text('format'));
  const known =
    people === undefined ? [] : await allRecordsOf(outside, { kind: 'Person', path: people });
  const roster = new Roster(known, { offsetMs, leftOut: without });
  let [accesses, rejected, counted] = [0, 0, 0];
  for (const path of paths) {
    const rows = recordsOfFile(outside, { kind: 'AccessEvent', path, mapping, format });
    for await (const read of rows) {
      accesses += read.records.length;
      rejected += read.rejected;
      for (const event of read.records) {
        const sighting = roster.see(event);
        if (sighting !== undefined) census.take(sighting);
        counted += Number(sighting !== undefined);
      }
      progress.show({ share: read.share, text: `reading: ${grouped(accesses)} accesses` });
    }
  }
  census.end();
  if (!outside.stop.aborted && census.weeks.size < weeksLeast) {
    const what = `${grouped(counted)} accesses of people in fewer than ${weeksLeast} weeks`;
    const message = `${paths.join(', ')}: ${what}, and ${grouped(rejected)} rows rejected`;
    throw new OutsideError('bad-input', `${message}: there are no halves to compare.`);
  }
  const names = paths.map((path) => basename(path)).join(', ');
  const parts = [
    `${names}: ${grouped(accesses)} accesses`,
    `${grouped(accesses - counted)} of them by no person or left out`,
    `${grouped(census.leftOut)} too late or of too many people`,
    `${grouped(rejected)} rows rejected`,
  ];
  return `${parts.join('; ')}.`;
}

/** Undefined: stopped. */
export async function liveWorld(
  { outside }: Context,
  settings: SimulateSettings,
  progress: Progress,
): Promise<Portrait | undefined> {
  const world = simulate(settings);
  const roster = new Roster(world.people, { offsetMs: 0, leftOut: new Set() });
  const census = new Census();
  let events = 0;
  for (const event of world.events()) {
    const sighting = roster.see(event);
    if (sighting !== undefined) census.take(sighting);
    events += 1;
    if (events % eventsAtOnce !== 0) continue;
    progress.show({ text: `simulating seed ${settings.seed}: ${grouped(events)} accesses` });
    await outside.clock.sleep(0);
    if (outside.stop.aborted) return undefined;
  }
  census.end();
  return portraitOf(census);
}
