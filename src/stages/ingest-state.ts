// Which file is this, and how far was it ingested? A file is known by its content, never by its
// name: the SHA-256 of as many first bytes as it had when it was ingested last. So a renamed file
// is the same file, and one that has grown since goes on where it stopped.

import { keyOf, type OutputBuffer } from '../core/batch.ts';
import type { IngestState } from '../generated/records.ts';
import type { Codec, InputFile, Log } from '../ports.ts';

export type FileIdentity = {
  /** Empty for standard input, which cannot be known before it is read. */
  readonly id: string;
  readonly state: IngestState;
};

type Ports = { readonly log: Log; readonly codec: Codec };

const topicName = 'ingest-state';
const readLimits = { maxBytes: 4_000_000, waitMs: 0 };

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
  ports: Ports,
  topic: string,
  file: InputFile,
): Promise<FileIdentity | undefined> {
  const { sizeBytes } = file;
  if (sizeBytes === undefined) return undefined;
  const states = (await readStates(ports)).filter(
    // An empty file is the start of every other.
    (state) => state.topic === topic && state.size_bytes <= sizeBytes && state.size_bytes > 0,
  );
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

async function readStates({ log, codec }: Ports): Promise<readonly IngestState[]> {
  const found = new Map<string, IngestState>();
  const { start, end } = await log.range(topicName, 0);
  for (let offset = start; offset < end; ) {
    const batch = await log.read(topicName, 0, offset, readLimits);
    await codec.prepare(batch);
    for (let i = 0; i < batch.count; i += 1) {
      const decoded = codec.decode(batch, i);
      const isState = decoded.kind === 'record' && decoded.name === 'IngestState';
      if (isState) found.set(keyOf(batch, i) ?? '', decoded.record as IngestState);
    }
    offset = batch.nextOffset;
  }
  return [...found.values()];
}

/** Replaces what the buffer holds: a commit carries the newest state only. */
export function appendState(codec: Codec, into: OutputBuffer, state: IngestState): void {
  into.clear();
  codec.encode(into, `${state.topic}/${state.id}`, 'IngestState', state);
}
