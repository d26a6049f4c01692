// Are trials what would have happened? At size, as trial.test.ts is in small:
//
//   npm run check-trials [-- SEED … --agents N --days N]
//
// A world is lived without a thief, and for each attack once more with one, who is one of all its
// people: the dearest way, with which evaluate's trials are compared. Some fifteen minutes a seed
// for 1,000 people and 120 days. Prints a line for each thief, and ends with 1 where one was asked
// about or paged for in one way and not in the other.

import { parseArgs } from 'node:util';
import { shippedBudgets } from '../../../src/core/calibration.ts';
import { dayMs, type Millis } from '../../../src/core/time.ts';
import { detectors } from '../../../src/generated/detectors.ts';
import type { Anomaly } from '../../../src/generated/records.ts';
import { cellsNamed } from '../../../src/lab/evaluate/cells.ts';
import { choosePersons } from '../../../src/lab/evaluate/choose-persons.ts';
import { inject } from '../../../src/lab/evaluate/inject.ts';
import { type LivedWorld, liveWorld } from '../../../src/lab/evaluate/live.ts';
import { protocolOf } from '../../../src/lab/evaluate/protocol.ts';
import { Openings } from '../../../src/lab/evaluate/shipped.ts';
import { relive } from '../../../src/lab/evaluate/trial.ts';
import { partsOf } from '../../../src/lab/evaluate/world-parts.ts';
import {
  defaultStart,
  livelyShape,
  type SimulateSettings,
} from '../../../src/lab/simulate-settings.ts';

const attacks = [
  { attack: 'low-and-slow', level: 3 },
  { attack: 'laundered', level: 2 },
] as const;
const likeMax = 1e-3;

type Told = { readonly anomalies: Anomaly[]; readonly openings: Openings };

function openTold(person: string): Told & { anomaly: (one: Anomaly) => void } {
  const anomalies: Anomaly[] = [];
  const anomaly = (one: Anomaly) => {
    if (one.user === person) anomalies.push(one);
  };
  return { anomalies, openings: new Openings([person]), anomaly };
}

function live(
  world: SimulateSettings,
  chosen: readonly string[],
  told: ReturnType<typeof openTold>,
) {
  const { anomaly, openings } = told;
  const living = liveWorld({
    ...{ world, chosen, protocol: protocolOf(world), tell: () => undefined },
    own: { detectors, budgets: shippedBudgets, anomaly, incident: openings.hear },
  });
  let step = living.next();
  while (step.done !== true) step = living.next();
  return step.value;
}

/** Whether both ways come to the same verdict on one thief. */
function compare(
  world: SimulateSettings,
  lived: LivedWorld,
  person: string,
  which: number,
): boolean {
  const protocol = protocolOf(world);
  const attack = attacks[which]!;
  const [cell] = cellsNamed(`${attack.attack}/${attack.level}`)!;
  const parts = partsOf(world);
  const until = world.days + 1;
  const [injected] = inject({
    parts,
    cell: cell!,
    people: [person],
    from: protocol.testFrom,
    until,
  });
  const alone = openTold(person);
  relive({
    ...{ protocol, injected: injected!, cell: cell!.id, lived, tell: () => undefined },
    own: {
      ...{ detectors, budgets: shippedBudgets },
      ...{ anomaly: alone.anomaly, incident: alone.openings.hear },
    },
    records: lived.records.get(person)!,
    honest: lived.days[lived.people.indexOf(person)]!,
  });
  const whole = openTold(person);
  live({ ...world, attack: { ...attack, startDay: protocol.testFrom, person } }, [], whole);
  const scores = new Map(whole.anomalies.map(({ id, score }) => [id, score]));
  const alike = alone.anomalies.filter(
    ({ id, score }) => Math.abs(score / (scores.get(id) ?? 0) - 1) < likeMax,
  );
  const since = world.start + protocol.testFrom * dayMs;
  const days = (told: Told) =>
    (['question', 'incident'] as const).map((tier) =>
      firstOf(told.openings.announced(since)[tier]),
    );
  const said = (told: Told) =>
    days(told).map((at) => (at === undefined ? 'never' : `${((at - since) / dayMs).toFixed(2)} d`));
  const isSame = days(alone).every(
    (at, i) => (at === undefined) === (days(whole)[i] === undefined),
  );
  console.log(
    `seed ${world.seed} ${cell!.id} ${person}: anomalies ${alone.anomalies.length} alone, ` +
      `${whole.anomalies.length} in the world, ${alike.length} alike; asked about and paged for ` +
      `after ${said(alone).join(' and ')} alone, ${said(whole).join(' and ')} in the world`,
  );
  return isSame;
}

function firstOf(instants: readonly Millis[]): Millis | undefined {
  return instants.length === 0 ? undefined : Math.min(...instants);
}

const { values, positionals } = parseArgs({
  options: {
    agents: { type: 'string', default: '1000' },
    days: { type: 'string', default: '120' },
  },
  allowPositionals: true,
});
const agents = Number(values.agents);
for (const seed of positionals.length === 0 ? [31, 32] : positionals.map(Number)) {
  const world: SimulateSettings = {
    ...{ agents, customers: 300 * agents, days: Number(values.days), seed, start: defaultStart },
    ...{ shape: livelyShape, thief: 'none' },
  };
  const chosen = choosePersons(partsOf(world), protocolOf(world), attacks.length);
  const lived = live(world, chosen, openTold(''));
  chosen.forEach((person, which) => {
    if (!compare(world, lived, person, which)) process.exitCode = 1;
  });
}
