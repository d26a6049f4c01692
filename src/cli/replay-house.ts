// What the commands `replay …` open: ClickHouse as somebody who may write, beside whoever owns the
// data folder or alone in it; and the records of access, from the log or from the archive.

import { resolve } from 'node:path';
import { OutsideError } from '../errors.ts';
import { openFileSource } from '../investigate/file-source.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import { openWarehouseSource } from '../investigate/warehouse-source.ts';
import type { Codec, Warehouse } from '../ports.ts';
import type { Context, Flags } from './command.ts';
import { closeAll, placeOf } from './household.ts';
import { openLogSource } from './log-source.ts';
import { openRawSource } from './raw-source.ts';
import { type ReferenceTime, referenceOf } from './source-words.ts';
import { takeFolder } from './take-folder.ts';

export type ReplayHouse = {
  readonly warehouse: Warehouse;
  openCodec(): Promise<Codec>;
  /** The word by which it was, or would be, asked for: to ask for the same again. */
  openSource(wanted: WantedSource, codec: Codec): Promise<Opened>;
};

export type WantedSource = {
  /**
   * `log`, `raw`, `clickhouse`, `clickhouse:` and the id of a log, or a file; undefined: the log
   * where it can be had.
   */
  readonly name: string | undefined;
  /** For raw events; undefined: as of now. */
  readonly reference: ReferenceTime | undefined;
  /** Every field of an access, or those only that detect reads. */
  readonly isWhole: boolean;
};

type Wanted = Omit<WantedSource, 'name'> & { readonly codec: Codec };

export type Opened = Pick<WantedSource, 'reference'> & {
  readonly source: AccessSource;
  readonly word: string;
};

/** As the flags say it. Before anything is opened, since they may be wrong. */
export function wantedOf(flags: Flags, isWhole: boolean): WantedSource {
  const name = flags.text('source');
  return { name, reference: referenceOf(flags, name), isWhole };
}

type Ownership = ReturnType<Context['outside']['own']>;
type Opening = Pick<Context, 'settings' | 'outside' | 'say'>;

export async function withReplayHouse<T>(
  { settings, outside, say }: Opening,
  use: (house: ReplayHouse) => Promise<T>,
): Promise<T> {
  const closing: (() => unknown)[] = [];
  const owner = outside.ownerOf(settings.data);
  let ownership: Ownership | undefined;
  const isLocal = settings.brokers.length === 0;
  try {
    // Where all is a server's, nothing of the folder is needed: whoever has it may come and go.
    const isServed = !isLocal && settings.clickhouse !== '';
    if (owner === undefined && !isServed) {
      if (isLocal && settings.clickhouse === '' && !outside.machine.hasData(settings.data)) {
        throw new OutsideError('no-data', `There is no data in ${settings.data} yet.`);
      }
      const own = outside.own(settings.data);
      closing.unshift(() => own.release());
      const starting = { ...placeOf(undefined, settings), isStarting: true };
      await takeFolder(own, { command: 'replay', http: '', ...starting }, outside);
      ownership = own;
    }
    const isNeighbour = owner !== undefined && settings.clickhouse === '';
    // As a path from the root: a setting that names a folder is told from an address by that.
    const where = isNeighbour ? { ...settings, clickhouse: resolve(settings.data) } : settings;
    const engine = await outside.openEngine(where);
    closing.unshift(() => engine.stop());
    await engine.migrate();
    // Hunts, and more replays, may be wanted meanwhile.
    ownership?.announce({ command: 'replay', http: '', ...placeOf(engine, settings) });
    const opening = { telemetry: { emit: () => undefined }, isPatient: false };
    const isGuest = isLocal && owner !== undefined;
    const open = async (word: string, wanted: Wanted): Promise<AccessSource> => {
      const { codec, isWhole, reference = 'now' } = wanted;
      const [place, logId] = word.split(':');
      if (place === 'clickhouse') {
        return openWarehouseSource(engine.warehouse, { logId, isWhole, codec });
      }
      if (word !== 'log' && word !== 'raw') {
        return openFileSource(() => outside.openInput(word, {}));
      }
      if (isGuest) {
        const who = `\`molecatcher ${owner.command}\` has the log in ${settings.data} open`;
        throw new OutsideError('bad-usage', `${who}: leave --source out, or stop it first.`);
      }
      const log = await outside.openLog(settings, opening);
      closing.unshift(() => log.close());
      const { batchBytes } = settings;
      if (word === 'log') return openLogSource({ log, codec }, { isWhole, batchBytes });
      const onClose = (close: () => unknown) => closing.unshift(close);
      const { warehouse } = engine;
      const raw = { settings, outside, say, log, warehouse, codec, onClose };
      return openRawSource(raw, { isWhole, reference });
    };
    return await use({
      warehouse: engine.warehouse,
      openCodec: () => outside.openCodec(settings, opening),
      openSource: async ({ name, ...wanted }, codec) => {
        const word = name ?? (isGuest ? 'clickhouse' : 'log');
        const source = await open(word, { ...wanted, codec });
        return { source, word, reference: wanted.reference };
      },
    });
  } finally {
    await closeAll(closing);
  }
}
