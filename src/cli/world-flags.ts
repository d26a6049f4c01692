// The flags that describe a simulated world, for `simulate` and `demo`.

import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import { attacks } from '../lab/attacks.ts';
import { simulate, type World } from '../lab/simulate.ts';
import {
  type AttackSettings,
  demoSettings,
  type Level,
  plainShape,
  type Shape,
  type SimulateSettings,
  shapeProblem,
  shapes,
  type TheftMode,
  type ThiefSettings,
  theftModes,
} from '../lab/simulate-settings.ts';
import { Staff } from '../lab/staff.ts';
import { type Flag, type Flags, wholeOf } from './command.ts';
import { grouped } from './progress.ts';
import { victimFlag, victimsFrom } from './victim-flag.ts';

export const worldFlags: readonly Flag[] = [
  { name: 'agents', value: 'N', doc: 'People of the support desk [300].' },
  { name: 'customers', value: 'N', doc: 'Customers [100000].' },
  { name: 'days', value: 'N', doc: 'Days that the world lasts [60].' },
  {
    name: 'events',
    value: 'N',
    doc:
      'About how many accesses in all; else as many as people make. Not below what coming to ' +
      'work makes: about 2 a day for each of them.',
  },
  {
    name: 'attack',
    value: 'NAME,LEVEL[,DAY[,PERSON]]',
    doc:
      'Instead of the thief an attack of the catalogue, at a level from 1 (easy to find) to 4, ' +
      'from a day on [two thirds of the world], begun by PERSON [somebody]: docs/worlds.md.',
  },
  victimFlag,
  {
    name: 'world',
    value: 'plain|lively|rough',
    doc:
      'lively: people come and go, days differ, and some honest work looks like theft, such as ' +
      'campaigns, exports and curiosity. rough: events come late, twice or damaged too [plain].',
  },
  {
    name: 'shape',
    value: 'NAME=N,…',
    doc: 'Other numbers of the world, such as dayGamma=2: docs/worlds.md.',
  },
  { name: 'seed', value: 'N', doc: 'The same seed gives the same world [1].' },
  {
    name: 'thief',
    value: 'DAY,PACE,MODE[,DAYS]',
    doc:
      `From which day, customers a day, ${theftModes.join('|')}, and for how many days [to the ` +
      'end]; or none [40,40,no-ticket].',
  },
];

/** The world that the flags describe; all mistakes of flags are bad usage. */
export function openWorld(flags: Flags): World {
  const settings = worldFrom(flags);
  const { person, startDay } = settings.attack ?? {};
  if (person !== undefined && startDay !== undefined) {
    const isThere = new Staff(settings).memberOn(person, startDay) !== undefined;
    if (!isThere) {
      const message = `--attack: nobody called '${person}' is employed on day ${startDay}.`;
      throw new OutsideError('bad-usage', `${message} people.jsonl of the world names them.`);
    }
  }
  return simulate(settings);
}

/** Said before a world is made that will be larger than asked for. */
export function sizeRemark(world: World): string | undefined {
  const { events, agents, days } = world.settings;
  const fewest = world.fewestEvents();
  if (events === undefined || events >= fewest) return undefined;
  const asked = `--events ${grouped(events)} comes to about ${grouped(fewest)}`;
  const why = `${grouped(agents)} people signing in for ${grouped(days)} days, services and thief`;
  return `${asked}: so much is ${why} alone. For fewer lower --agents or --days.`;
}

export function worldFrom(flags: Flags): SimulateSettings {
  const days = wholeOf(flags, 'days', { min: 1, max: 3_650 }) ?? demoSettings.days;
  const agents = wholeOf(flags, 'agents', { min: 2, max: 100_000 }) ?? demoSettings.agents;
  const attack = attackFrom(flags.text('attack'), { days, agents });
  const thief = flags.text('thief');
  if (attack !== undefined && thief !== undefined && thief !== 'none') {
    throw new OutsideError('bad-usage', 'Either --thief or --attack: the truth tells of one.');
  }
  return {
    agents,
    customers: wholeOf(flags, 'customers', { min: 100, max: 20_000_000 }) ?? demoSettings.customers,
    days,
    events: wholeOf(flags, 'events', { min: 1, max: 1e9 }),
    seed: wholeOf(flags, 'seed', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? demoSettings.seed,
    start: demoSettings.start,
    thief: attack === undefined ? thiefFrom(thief, days) : 'none',
    attack,
    victims: victimsFrom(flags.text('victims'), days),
    shape: shapeFrom(flags),
  };
}

type Size = { readonly days: number; readonly agents: number };

function attackFrom(text: string | undefined, { days, agents }: Size): AttackSettings | undefined {
  if (text === undefined) return undefined;
  const [name = '', level = '', day, person, ...more] = text.split(',').map((word) => word.trim());
  const known = attacks.map(({ id }) => id);
  const attack = attacks.find(({ id }) => id === name);
  if (attack === undefined) {
    const meant = suggestion(name, known) || ` There are: ${known.join(', ')}.`;
    throw new OutsideError('bad-usage', `--attack: there is none called '${name}'.${meant}`);
  }
  if (!/^[1-4]$/.test(level) || more.length > 0 || (day !== undefined && !/^\d+$/.test(day))) {
    const rule = 'a name, a level from 1 to 4, perhaps a day and perhaps a person';
    throw new OutsideError('bad-usage', `--attack is ${rule}, such as ${name},2,7.`);
  }
  const needed = attack.days?.[Number(level) - 1] ?? 1;
  const latest = days - needed;
  const startDay = day === undefined ? Math.min(Math.floor((days * 2) / 3), latest) : Number(day);
  if (startDay > latest || latest < 0) {
    const message = `--attack ${name},${level} takes ${needed} days: lengthen the world by --days.`;
    throw new OutsideError('bad-usage', message);
  }
  const people = attack.people?.[Number(level) - 1] ?? 1;
  if (people * 2 > agents) {
    const message = `--attack ${name},${level} takes ${people} people: more than that by --agents.`;
    throw new OutsideError('bad-usage', message);
  }
  return { attack: name, level: Number(level) as Level, startDay, person };
}

/** Undefined where it is plain: what is written of a world says what is not usual of it. */
function shapeFrom(flags: Flags): Partial<Shape> | undefined {
  const name = flags.text('world') ?? 'plain';
  const named = shapes[name];
  if (named === undefined) {
    const known = Object.keys(shapes);
    const message = `--world is ${known.join(', ')}, not '${name}'.${suggestion(name, known)}`;
    throw new OutsideError('bad-usage', message);
  }
  const own = (flags.text('shape') ?? '').split(',').filter((word) => word.trim() !== '');
  if (name === 'plain' && own.length === 0) return undefined;
  const numbers = own.map(numberFrom);
  if (new Set(numbers.map(([one]) => one)).size < numbers.length) {
    throw new OutsideError('bad-usage', '--shape names a number twice.');
  }
  const shape = { ...named, ...Object.fromEntries(numbers) };
  const problem = shapeProblem(shape);
  if (problem !== undefined) throw new OutsideError('bad-usage', `--shape: ${problem}.`);
  return shape;
}

function numberFrom(text: string): readonly [name: string, value: number] {
  const [name = '', value = '', ...more] = text.split('=').map((word) => word.trim());
  if (!Object.hasOwn(plainShape, name)) {
    const meant = suggestion(name, Object.keys(plainShape));
    throw new OutsideError('bad-usage', `--shape: a world has no ${name}.${meant}`);
  }
  const problem = shapeProblem({ [name]: Number(value) });
  if (value !== '' && more.length === 0 && problem === undefined) return [name, Number(value)];
  throw new OutsideError('bad-usage', `--shape: ${problem ?? `${name} needs a number`}.`);
}

const isCount = /^\d{1,9}$/;

/** A world that is shorter than the usual start has its thief from two thirds of it on. */
function thiefFrom(text: string | undefined, days: number): ThiefSettings | 'none' {
  if (text === 'none') return 'none';
  const usual = demoSettings.thief as ThiefSettings;
  if (text === undefined) {
    return { ...usual, startDay: Math.min(usual.startDay, Math.floor((days * 2) / 3)) };
  }
  const [day = '', pace = '', mode = '', lasts, ...more] = text
    .split(',')
    .map((word) => word.trim());
  const startDay = Number(day);
  const pacePerDay = Number(pace);
  const isDay = isCount.test(day) && startDay < days;
  const isPace = isCount.test(pace) && pacePerDay >= 1;
  const isLength = lasts === undefined || (isCount.test(lasts) && Number(lasts) >= 1);
  if (!isDay || !isPace || !isLength || more.length > 0) {
    const rule = `a day below ${days}, customers a day, a mode and perhaps for how many days`;
    throw new OutsideError('bad-usage', `--thief is ${rule}: 40,40,no-ticket or 40,40,burst,7.`);
  }
  if (theftModes.includes(mode as TheftMode)) {
    const length = lasts === undefined ? {} : { days: Number(lasts) };
    return { startDay, pacePerDay, mode: mode as TheftMode, ...length };
  }
  const meant = suggestion(mode, theftModes);
  const message = `--thief: the mode is ${theftModes.join(', ')}, not '${mode}'.${meant}`;
  throw new OutsideError('bad-usage', message);
}
