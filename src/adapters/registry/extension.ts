// Makes a record from another one: some fields are new, all others are copied as the bytes they
// are. What enrich passes on is half of an event, and was decoded and encoded for nothing.
//
//   AccessEvent      event_id at ┆account … columns┆ statement rows … subject_count ┆touch …┆ …
//   EnrichedAccess   event_id part … predicate ┆account … columns┆ statement … ┆touch …┆ …
//                                               └ copied at once               └ copied
// Used by the codec only.

import { isAscii } from 'node:buffer';
import type { OutputBuffer } from '../../core/batch.ts';
import type { Views } from './encoder.ts';
import { type FieldWriter, fieldWriter } from './field-writers.ts';
import type { RecordField, RecordWalk } from './walker.ts';

/** A new field; without a writer, fields `first` to `last` of the record it is made from. */
type Step = {
  readonly name: string;
  readonly writer: FieldWriter | undefined;
  readonly first: number;
  readonly last: number;
};

/** The record that was walked last, and where its fields begin. */
export type Origin = { readonly bytes: Uint8Array; readonly start: number };

/** Appends the body of a record; false, and nothing was done, where it has to be decoded. */
export type Extension = (
  output: OutputBuffer,
  origin: Origin,
  added: Readonly<Record<string, unknown>>,
) => boolean;

/** Undefined where a field to be copied is missing in `from`, or of another type there. */
export function extend(
  from: RecordWalk,
  to: readonly RecordField[],
  added: ReadonlySet<string>,
  views: Views,
): Extension | undefined {
  const steps = stepsOf(from, to, added);
  if (steps === undefined) return undefined;
  const { ends } = from;
  const taken: unknown[] = new Array(steps.length).fill(undefined);
  return (output, { bytes, start }, values) => {
    // Of the record it is made from no byte is copied twice.
    let room = ends[ends.length - 1]! - start;
    for (let i = 0; i < steps.length; i += 1) {
      const { name, writer } = steps[i]!;
      if (writer === undefined) continue;
      taken[i] = values[name];
      room += writer.bound(taken[i]);
    }
    output.reserve(room);
    const view = views.of(output.bytes);
    let at = output.length;
    for (let i = 0; i < steps.length; i += 1) {
      const { writer, first, last } = steps[i]!;
      if (writer !== undefined) at = writer.write(taken[i], view, at);
      else {
        const span = bytes.subarray(first === 0 ? start : ends[first - 1]!, ends[last]!);
        // A byte above 127 is a long length or a character that is not ASCII. Such a text might be
        // broken UTF-8, which decoding mends and copying would hand on.
        if (!isAscii(span)) return false;
        view.set(span, at);
        at += span.length;
      }
    }
    output.length = at;
    return true;
  };
}

function stepsOf(
  { fields }: RecordWalk,
  to: readonly RecordField[],
  added: ReadonlySet<string>,
): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const { name, type } of to) {
    if (added.has(name)) {
      const writer = fieldWriter(type);
      if (writer === undefined) return undefined;
      steps.push({ name, writer, first: -1, last: -1 });
      continue;
    }
    const index = fields.findIndex((field) => field.name === name);
    if (index < 0 || JSON.stringify(fields[index]!.type) !== JSON.stringify(type)) return undefined;
    const before = steps.at(-1);
    const isNext = before !== undefined && before.last === index - 1 && before.first >= 0;
    if (isNext) steps[steps.length - 1] = { ...before, last: index };
    else steps.push({ name, writer: undefined, first: index, last: index });
  }
  return steps;
}
