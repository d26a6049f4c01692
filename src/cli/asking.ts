// For commands that only ask ClickHouse: through the process that owns the data folder where one
// lives, else by starting the engine, asking, and stopping it again. Whoever is stopped before the
// answer was whole fails, whenever that was: no part of an answer passes for all of it.

import type { Settings } from '../config.ts';
import { OutsideError } from '../errors.ts';
import { stoppedBy } from '../investigate/cards/one-stop.ts';
import { type Asked, logQuestion } from '../investigate/hunt-log.ts';
import type { Warehouse } from '../ports.ts';
import type { Context } from './command.ts';
import { keptAsked } from './kept-asked.ts';
import type { Outside, Owner } from './outside.ts';
import { briefOwner, takeFolder } from './take-folder.ts';

/** By which those who ask say where, as whom, and what of it is kept. */
export const askingSettings: readonly (keyof Settings)[] = [
  ...(['data', 'clickhouse', 'database'] as const),
  ...(['hunterUser', 'hunterPassword'] as const),
  ...(['scribeUser', 'scribePassword', 'unkeptQuestions'] as const),
];

/**
 * Hands over a warehouse to be asked as the hunter, once hunt_log has who asked what. What cannot
 * be kept is not answered, unless the settings say so: nobody sees later that a look is missing.
 */
export async function withNotedHunter<T>(
  context: Pick<Context, 'settings' | 'outside' | 'say'>,
  asked: Asked,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const { settings, outside, say } = context;
  return withHunter(context, asked.command, async (warehouse) => {
    requireUnstopped(outside);
    try {
      await logQuestion(warehouse, outside.machine.user, keptAsked(asked));
    } catch (cause) {
      if (!(cause instanceof OutsideError)) throw cause;
      if (settings.unkeptQuestions === 'refuse') throw notKept(cause);
      say(`Not kept in hunt_log: ${cause.message}`);
    }
    return ask(stoppedBy(outside.stop, warehouse));
  });
}

/** Looked at where nothing else would see that somebody wants no answer any more. */
export function requireUnstopped({ stop }: Pick<Outside, 'stop'>): void {
  if (stop.aborted) throw new OutsideError('stopped', 'Stopped before there was an answer.');
}

function notKept(cause: OutsideError): OutsideError {
  const said = `Not answered, since it cannot be kept in hunt_log: ${cause.message}`;
  return new OutsideError('question-not-kept', said, { cause });
}

async function withHunter<T>(
  { settings, outside }: Pick<Context, 'settings' | 'outside'>,
  command: string,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const { data, clickhouse } = settings;
  const owner = outside.ownerOf(data);
  if (owner !== undefined && owner.clickhouse !== '') {
    const warehouse = await outside.connect(owner);
    try {
      return await ask(warehouse);
    } finally {
      await warehouse.close();
    }
  }
  if (clickhouse !== '') return askStarted(settings, outside, ask);
  if (owner !== undefined) throw nothingOpen(owner, data);
  if (!outside.machine.hasData(data)) {
    throw new OutsideError('no-data', `There is no data in ${data} yet.`);
  }
  const ownership = outside.own(data);
  try {
    // Before the engine: another one that starts in its folder would empty what it works with.
    await takeFolder(ownership, briefOwner(command), outside);
    return await askStarted(settings, outside, ask);
  } finally {
    ownership.release();
  }
}

function nothingOpen({ command, isStarting }: Owner, data: string): OutsideError {
  const who = `\`molecatcher ${command}\` in ${data}`;
  if (isStarting === true) {
    return new OutsideError('clickhouse-starting', `${who} is still starting.`);
  }
  const said =
    `${who} has no ClickHouse open. ` +
    'Name one with --clickhouse, an address or the folder of who has it.';
  return new OutsideError('clickhouse-unreachable', said);
}

async function askStarted<T>(
  settings: Settings,
  outside: Outside,
  ask: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const engine = await outside.openEngine(settings, { isAsking: true });
  try {
    if ((await engine.missingMigrations()).length > 0) {
      const where = settings.clickhouse === '' ? settings.data : settings.clickhouse;
      throw new OutsideError(
        'migrations-missing',
        `There are no tables, or old ones, in ${where}.`,
      );
    }
    return await ask(engine.warehouse);
  } finally {
    await engine.stop();
  }
}
