// Puts the reference data of the Kafka benchmark into their topics. Used by kafka-place.ts.

import type { Records } from '../../src/generated/records.ts';
import type { Codec, Log } from '../../src/ports.ts';
import type { Kind } from '../../src/stages/ingest-kinds.ts';
import { loadRecords } from '../../src/stages/load-records.ts';
import { assets, customers, people, tickets } from './support-desk.ts';

type Ports = { readonly log: Log; readonly codec: Codec };

export async function loadDesk(ports: Ports): Promise<void> {
  const { signal } = new AbortController();
  const progress = () => undefined;
  const load = <K extends Kind>(kind: K, records: Iterable<Records[K]>) =>
    loadRecords(ports, { kind, records, progress }, signal);
  await load('Person', people());
  await load('Asset', assets);
  await load('Subject', customers());
  await load('Ticket', tickets(Date.now()));
}
