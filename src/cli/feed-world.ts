// A simulated world → the log: reference records first, so that accesses find them.

import type { World } from '../lab/simulate.ts';
import { loadRecords } from '../stages/load-records.ts';
import type { ReadingPorts } from '../stages/stage-ports.ts';
import { grouped, type Progress } from './progress.ts';

/** Returns how many accesses were written. */
export async function feedWorld(
  ports: ReadingPorts,
  world: World,
  { progress, stop }: { readonly progress: Progress; readonly stop: AbortSignal },
): Promise<number> {
  const { start, days } = world.settings;
  const said = (noun: string) => (written: number) =>
    progress.show({ text: `simulating: ${grouped(written)} ${noun}` });
  await loadRecords(
    ports,
    { kind: 'Person', records: world.people, progress: said('people') },
    stop,
  );
  await loadRecords(
    ports,
    { kind: 'Asset', records: world.assets, progress: said('assets') },
    stop,
  );
  const subjects = { kind: 'Subject', records: world.subjects() } as const;
  await loadRecords(ports, { ...subjects, progress: said('customers') }, stop);
  const tickets = { kind: 'Ticket', records: world.tickets() } as const;
  await loadRecords(ports, { ...tickets, progress: said('tickets') }, stop);
  const accesses = { kind: 'AccessEvent', records: world.events() } as const;
  return loadRecords(
    ports,
    {
      ...accesses,
      progress: (written, last) =>
        progress.show({
          share: (last.at - start) / (days * 86_400_000),
          text: `simulating: ${grouped(written)} accesses`,
        }),
    },
    stop,
  );
}
