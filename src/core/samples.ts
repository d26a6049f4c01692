// Which subjects and events to name in a finding that is given when a window closes: the newest
// unexplained touches of a user's day, as text in an overflow block of that user.
//
//   │ bytes used │ touches │ n │ subject bytes │ n │ event id bytes │ n │ …      (16 bits each)
//
// At most twenty touches and a kilobyte; when it is full the oldest stays, as the first reads of a
// theft say more than the last. A touch that is explained later is taken out again.

import { type Blocks, classFor, largestClass, wordsOf } from './blocks.ts';
import { sampleBytesMax, samplesMax } from './limits.ts';
import { utf8Length, utf8Read, utf8Write } from './utf8.ts';

export type Sample = { readonly subject: string; readonly event: string };

const headBytes = 4;

/** Appends a touch and returns the handle, which may be a new one. 0 is an empty list. */
export function addSample(blocks: Blocks, handle: number, sample: Sample): number {
  const used = handle === 0 ? headBytes : usedBytes(blocks, handle);
  const touches = handle === 0 ? 0 : countSamples(blocks, handle);
  const needed = used + 4 + utf8Length(sample.subject) + utf8Length(sample.event);
  if (needed > sampleBytesMax) return handle;
  if (touches >= samplesMax) return handle;
  const roomy =
    handle !== 0 && wordsOf(handle) * 4 >= needed ? handle : grow(blocks, handle, needed);
  const start = blocks.start(roomy) * 4;
  const bytes = blocks.bytes(roomy);
  const middle = writeText(bytes, start + used, sample.subject);
  const end = writeText(bytes, middle, sample.event);
  blocks.words(roomy)[blocks.start(roomy)] = (end - start) | ((touches + 1) << 16);
  return roomy;
}

export function readSamples(blocks: Blocks, handle: number): Sample[] {
  if (handle === 0) return [];
  const start = blocks.start(handle) * 4;
  const bytes = blocks.bytes(handle);
  const end = start + usedBytes(blocks, handle);
  const samples: Sample[] = [];
  let at = start + headBytes;
  while (at < end) {
    const subjectEnd = at + 2 + length16(bytes, at);
    const eventEnd = subjectEnd + 2 + length16(bytes, subjectEnd);
    samples.push({
      subject: utf8Read(bytes, at + 2, subjectEnd),
      event: utf8Read(bytes, subjectEnd + 2, eventEnd),
    });
    at = eventEnd;
  }
  return samples;
}

/** Takes one touch out and returns the handle; 0 where none is left. */
export function removeSample(blocks: Blocks, handle: number, sample: Sample): number {
  if (handle === 0) return 0;
  const samples = readSamples(blocks, handle);
  const index = samples.findIndex(
    ({ subject, event }) => subject === sample.subject && event === sample.event,
  );
  if (index < 0) return handle;
  samples.splice(index, 1);
  blocks.free(handle);
  return samples.reduce((into, left) => addSample(blocks, into, left), 0);
}

function usedBytes(blocks: Blocks, handle: number): number {
  return blocks.words(handle)[blocks.start(handle)]! & 0xffff;
}

function countSamples(blocks: Blocks, handle: number): number {
  return blocks.words(handle)[blocks.start(handle)]! >>> 16;
}

function grow(blocks: Blocks, handle: number, needed: number): number {
  const larger = blocks.allocate(Math.min(largestClass, classFor(needed)));
  if (handle === 0) return larger;
  const from = blocks.start(handle);
  blocks
    .words(larger)
    .set(blocks.words(handle).subarray(from, from + wordsOf(handle)), blocks.start(larger));
  blocks.free(handle);
  return larger;
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  const end = utf8Write(text, bytes, at + 2);
  bytes[at] = (end - at - 2) & 0xff;
  bytes[at + 1] = (end - at - 2) >> 8;
  return end;
}

function length16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}
