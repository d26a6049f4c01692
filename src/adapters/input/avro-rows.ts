// An Avro object container file → rows. Used by open-input only. The file carries its own schema;
// its logical types are left as the numbers they are stored as.

import { Readable } from 'node:stream';
import avro from 'avsc';
import { OutsideError } from '../../errors.ts';
import type { InputRow } from '../../ports.ts';
import { type RowOptions, type RowsRead, rowsPerChunk } from './rows-read.ts';

export async function* avroRows(
  bytes: AsyncIterable<Uint8Array>,
  options: RowOptions,
): AsyncGenerator<RowsRead> {
  const decoder = new avro.streams.BlockDecoder();
  const source = Readable.from(bytes, { objectMode: false });
  source.on('error', (error) => decoder.destroy(error));
  let rows: InputRow[] = [];
  try {
    for await (const value of source.pipe(decoder) as AsyncIterable<Record<string, unknown>>) {
      rows.push({ value, text: JSON.stringify(value) });
      if (rows.length < rowsPerChunk) continue;
      yield { rows, columns: undefined };
      rows = [];
    }
  } catch (cause) {
    if (cause instanceof OutsideError) throw cause;
    const message = `${options.name} is no sound Avro file: ${(cause as Error).message}`;
    throw new OutsideError('bad-input', message, { cause });
  }
  if (rows.length > 0) yield { rows, columns: undefined };
}
