// A file of records of `access`, as `access export` writes it: Avro where its name ends in .avro,
// else a line of JSON for each. open-input.ts reads both. Opened by main.ts.

import { createWriteStream, statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import avro from 'avsc';
import { accessRecordNames } from '../../core/feed.ts';
import { OutsideError } from '../../errors.ts';
import { schemas } from '../../generated/schemas.ts';

export type RecordFile = {
  /** Resolves when there is room for more. */
  write(record: object): Promise<void>;
  close(): Promise<void>;
};

/** A record with its place in the log. */
const schema = {
  type: 'record',
  name: 'FiledRecord',
  namespace: 'molecatcher',
  fields: [
    { name: 'log', type: 'string' },
    { name: 'partition', type: 'int' },
    { name: 'offset', type: 'long' },
    {
      name: 'value',
      type: accessRecordNames.map((name) => JSON.parse(schemas[name])),
    },
  ],
};

export function openRecordFile(path: string): RecordFile {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new OutsideError('bad-usage', `${path} is a folder: name a file.`);
  }
  const file = createWriteStream(path, { mode: 0o600 });
  const isAvro = path.endsWith('.avro');
  const type = avro.Type.forSchema(schema as avro.Schema, { registry: {}, logicalTypes: {} });
  const encoder = isAvro ? new avro.streams.BlockEncoder(type, { codec: 'deflate' }) : undefined;
  encoder?.pipe(file);
  const stream = encoder ?? file;
  let failure: unknown;
  for (const one of [stream, file]) {
    one.on('error', (error: unknown) => {
      failure ??= error;
    });
  }
  const check = () => {
    if (failure === undefined) return;
    const message = `${path} cannot be written: ${String(failure)}`;
    throw new OutsideError('bad-input', message, { cause: failure });
  };
  return {
    async write(record) {
      check();
      const hasRoom = isAvro ? stream.write(record) : stream.write(`${JSON.stringify(record)}\n`);
      if (!hasRoom) await roomIn(stream, file);
    },
    async close() {
      stream.end();
      await finished(file).catch((error: unknown) => {
        failure ??= error;
      });
      check();
    },
  };
}

/** Or the file has failed. */
function roomIn(stream: Writable, file: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      file.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    file.on('close', done);
  });
}
