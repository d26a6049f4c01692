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
import type { RecordField, RecordWalk } from './record-walk.ts';

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
  return compile(steps, from.ends, views);
}

/**
 * One straight function for the steps. In a loop over them every property and every call would be
 * looked up anew, because each step has another: half as long again. Names are put in as
 * JSON, so that a schema can name a field as it likes.
 */
function compile(steps: readonly Step[], ends: Int32Array, views: Views): Extension {
  const rooms: string[] = [];
  const writes: string[] = [];
  steps.forEach(({ name, writer, first, last }, i) => {
    if (writer === undefined) {
      const from = first === 0 ? 'origin.start' : `ends[${first - 1}]`;
      writes.push(`at = copy(origin.bytes.subarray(${from}, ends[${last}]), view, at);`);
      writes.push('if (at < 0) return false;');
      return;
    }
    rooms.push(`const v${i} = values[${JSON.stringify(name)}];`, `room += bound${i}(v${i});`);
    writes.push(`at = write${i}(v${i}, view, at);`);
  });
  const body = `
    // Of the record it is made from no byte is copied twice.
    let room = ends[ends.length - 1] - origin.start;
    ${rooms.join('\n')}
    output.reserve(room);
    const view = views.of(output.bytes);
    let at = output.length;
    ${writes.join('\n')}
    output.length = at;
    return true;`;
  const names = steps.flatMap((_, i) => [`bound${i}`, `write${i}`]);
  const functions = steps.flatMap(({ writer }) => [writer?.bound, writer?.write]);
  const make = new Function(
    ...['ends', 'views', 'copy', ...names],
    `return (output, origin, values) => {${body}};`,
  );
  return make(ends, views, copySpan, ...functions) as Extension;
}

/**
 * A byte above 127 is a long length or a character that is not ASCII. Such a text might be broken
 * UTF-8, which decoding mends and copying would hand on: then −1.
 */
function copySpan(span: Uint8Array, view: Buffer, at: number): number {
  if (!isAscii(span)) return -1;
  view.set(span, at);
  return at + span.length;
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
