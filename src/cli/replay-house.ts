// What the commands `replay …` open: ClickHouse as somebody who may write, beside whoever owns the
// data folder or alone in it; and the records of access, from the log or from the archive.

import { OutsideError } from '../errors.ts';
import { openFileSource } from '../investigate/file-source.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import { openWarehouseSource } from '../investigate/warehouse-source.ts';
import type { Codec, Warehouse } from '../ports.ts';
import type { Context } from './command.ts';
import { closeAll, placeOf } from './household.ts';
import { openLogSource } from './log-source.ts';
import type { Ownership } from './outside.ts';
import { openRawSource } from './raw-source.ts';

export type ReplayHouse = {
  readonly warehouse: Warehouse;
  openCodec(): Promise<Codec>;
  openSource(wanted: WantedSource, codec: Codec): Promise<AccessSource>;
};

export type WantedSource = {
  /** `log`, `raw`, `clickhouse` or a file; undefined: the log where it can be had. */
  readonly name: string | undefined;
  /** Every field of an access, or those only that detect reads. */
  readonly isWhole: boolean;
};

type Opening = Pick<Context, 'settings' | 'outside'>;

export async function withReplayHouse<T>(
  { settings, outside }: Opening,
  use: (house: ReplayHouse) => Promise<T>,
): Promise<T> {
  const closing: (() => unknown)[] = [];
  const owner = outside.ownerOf(settings.data);
  let ownership: Ownership | undefined;
  const isLocal = settings.brokers.length === 0;
  try {
    if (owner === undefined) {
      if (isLocal && settings.clickhouse === '' && !outside.machine.hasData(settings.data)) {
        throw new OutsideError('no-data', `There is no data in ${settings.data} yet.`);
      }
      const own = outside.own(settings.data);
      closing.unshift(() => own.release());
      ownership = own;
    }
    const isNeighbour = owner !== undefined && settings.clickhouse === '';
    const place = isNeighbour ? { ...settings, clickhouse: settings.data } : settings;
    const engine = await outside.openEngine(place);
    closing.unshift(() => engine.stop());
    await engine.migrate();
    // Hunts, and more replays, may be wanted meanwhile.
    ownership?.announce({ command: 'replay', http: '', ...placeOf(engine, settings) });
    const opening = { telemetry: { emit: () => undefined }, isPatient: false };
    const isGuest = isLocal && owner !== undefined;
    return await use({
      warehouse: engine.warehouse,
      openCodec: () => outside.openCodec(settings, opening),
      openSource: async ({ name, isWhole }, codec) => {
        const chosen = name ?? (isGuest ? 'clickhouse' : 'log');
        if (chosen === 'clickhouse') return openWarehouseSource(engine.warehouse, { isWhole });
        if (chosen !== 'log' && chosen !== 'raw') {
          return openFileSource(() => outside.openInput(chosen, {}));
        }
        const log = await outside.openLog(settings, opening);
        closing.unshift(() => log.close());
        if (chosen === 'log') return openLogSource({ log, codec }, isWhole);
        const onClose = (close: () => unknown) => closing.unshift(close);
        return openRawSource({ settings, outside, log, codec, onClose }, isWhole);
      },
    });
  } finally {
    await closeAll(closing);
  }
}
