// One honest world, and thieves put into it one at a time, as in an evaluation; but what is kept is
// what the detectors said, so that it can be weighed anew. For `tune`.

import type { Budgets } from '../../core/calibration.ts';
import type { Detector } from '../../core/detector.ts';
import type { Cell } from '../evaluate/cells.ts';
import { choosePersons } from '../evaluate/choose-persons.ts';
import { liveWorld } from '../evaluate/live.ts';
import { protocolOf } from '../evaluate/protocol.ts';
import { livingShare, type Step } from '../evaluate/world-options.ts';
import { partsOf } from '../evaluate/world-parts.ts';
import { checkSettings, type SimulateSettings } from '../simulate-settings.ts';
import { type Said, saidBy } from './said.ts';
import { saidTrials } from './said-trials.ts';
import type { SaidTrial, SaidWorld } from './said-world.ts';

export type TuneWorld = {
  readonly world: SimulateSettings;
  readonly hasTickets: boolean;
  readonly detectors: readonly Detector[];
  readonly budgets: Budgets;
  readonly cells: readonly Cell[];
  /** Persons who steal in each cell. */
  readonly thieves: number;
};

/** Yields between days and between cells. */
export function* tuneWorld(options: TuneWorld): Generator<Step, SaidWorld, void> {
  const { world, hasTickets, detectors, budgets, cells } = options;
  checkSettings(world);
  const protocol = protocolOf(world);
  const parts = partsOf(world);
  const staff = new Set(parts.staff.members.map(({ id }) => id));
  const honest = new Map<string, Said[]>();
  const chosen = choosePersons(parts, protocol, options.thieves);
  const own = { detectors, budgets };
  const living = liveWorld({
    ...{ world, hasTickets, protocol, chosen, tell: () => undefined },
    own: {
      ...own,
      anomaly(anomaly, user) {
        if (!staff.has(anomaly.user)) return;
        const said = honest.get(anomaly.user) ?? [];
        honest.set(anomaly.user, said);
        said.push(saidBy(anomaly, user));
      },
    },
  });
  const name = `seed ${world.seed}${hasTickets ? '' : ' without tickets'}`;
  let next = living.next();
  for (; next.done !== true; next = living.next()) {
    const share = (next.value / world.days) * livingShare;
    yield { text: `${name}: day ${next.value} of ${world.days}`, share };
  }
  const trials: SaidTrial[] = [];
  let done = 0;
  const asked = { own, protocol, parts, lived: next.value, hasTickets, chosen };
  for (const ofCell of saidTrials(asked, cells)) {
    trials.push(...ofCell);
    const share = livingShare + (++done / cells.length) * (1 - livingShare);
    yield { text: `${name}: ${cells[done - 1]!.id}`, share };
  }
  const { seed, agents } = world;
  return { seed, agents, hasTickets, protocol, honest: [...honest.values()], trials };
}
