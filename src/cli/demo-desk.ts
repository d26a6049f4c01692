// The simulated desk of the demo, lived through: its records go into the log, the stages over
// them, and the complaints of its customers into a file beside them. For demo.

import type { Settings } from '../config.ts';
import type { World } from '../lab/simulate.ts';
import type { Context } from './command.ts';
import { feedWorld } from './feed-world.ts';
import type { Household } from './household.ts';
import type { Progress } from './progress.ts';
import { runStages } from './run-stages.ts';
import { writeVictims } from './simulate-files.ts';
import type { RunStage } from './stage-flag.ts';

type Desk = {
  readonly world: World;
  readonly stages: readonly RunStage[];
  /** Those of the demo, which are not those of the context. */
  readonly settings: Settings;
  readonly progress: Progress;
};

export async function livedThrough(
  { log, engine, telemetry }: Household,
  { world, stages, settings, progress }: Desk,
  { outside, say }: Context,
): Promise<void> {
  const codec = await outside.openCodec(settings, { telemetry, isPatient: false });
  await feedWorld({ log, codec }, world, { progress, stop: outside.stop });
  const work = { stages, isDrain: true, log, warehouse: engine?.warehouse, telemetry };
  await runStages(work, settings, outside);
  const { victims } = world.truth();
  progress.end();
  if (victims === null || outside.stop.aborted) return;
  say(`Customers complain: ${await writeVictims(outside, settings.data, victims)}.`);
}
