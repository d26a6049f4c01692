// Which file is this, and how far was it ingested? A file is known by its content, never by its
// name: the SHA-256 of as many first bytes as it had when it was ingested last. So a renamed file
// is the same file, and one that has grown since goes on where it stopped.

import type { OutputBuffer } from '../core/batch.ts';
import type { IngestState } from '../generated/records.ts';
import type { Codec, InputFile } from '../ports.ts';
import type { Place } from './read-range.ts';
import { readState } from './read-state.ts';
import type { ReadingPorts } from './stage-ports.ts';

export type FileIdentity = {
  /** Empty for standard input, which cannot be known before it is read. */
  readonly id: string;
  readonly state: IngestState;
};

/** One partition: whoever ingests reads all of it. */
export const ingestPlace: Place = { topic: 'ingest-state', partition: 0 };

/** A file that was not seen before. */
export async function identify(
  file: InputFile,
  topic: string,
  mapping: string,
): Promise<FileIdentity> {
  const sizeBytes = file.sizeBytes ?? 0;
  const digest = (await file.digests([sizeBytes])).get(sizeBytes) ?? '';
  return {
    id: digest,
    state: {
      id: digest,
      topic,
      name: file.name,
      size_bytes: sizeBytes,
      digest,
      mapping,
      rows: 0,
      accepted: 0,
      rejected: 0,
      reasons: {},
      rejected_bytes: 0,
      ended: false,
    },
  };
}

/** The state of this file, or of the shorter one it continues; brought to its present size. */
export async function findState(
  ports: ReadingPorts,
  topic: string,
  file: InputFile,
): Promise<FileIdentity | undefined> {
  const { sizeBytes } = file;
  if (sizeBytes === undefined) return undefined;
  const states: IngestState[] = [];
  for (const { name, record } of (await readState(ports, ingestPlace)).values()) {
    if (name !== 'IngestState' || record.topic !== topic) continue;
    // An empty file is the start of every other.
    if (record.size_bytes > 0 && record.size_bytes <= sizeBytes) states.push(record);
  }
  if (states.length === 0) return undefined;
  const lengths = [...states.map((state) => state.size_bytes), sizeBytes];
  const digests = await file.digests(lengths);
  const same = states.filter((state) => digests.get(state.size_bytes) === state.digest);
  const longest = same.sort((left, right) => right.size_bytes - left.size_bytes)[0];
  if (longest === undefined) return undefined;
  const isGrown = longest.size_bytes < sizeBytes;
  const digest = digests.get(sizeBytes) ?? '';
  const state = isGrown ? { ...longest, size_bytes: sizeBytes, digest, ended: false } : longest;
  return { id: longest.id, state };
}

/** Replaces what the buffer holds: a commit carries the newest state only. */
export function appendState(codec: Codec, into: OutputBuffer, state: IngestState): void {
  into.clear();
  codec.encode(into, `${state.topic}/${state.id}`, 'IngestState', state);
}
