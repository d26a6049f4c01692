// A request of Kafka's protocol and its response, as kafkajs's connections take them: with codecs
// of our own for what kafkajs decodes slowly, wrongly or not at all. Used by the requests beside.

import { OutsideError } from '../../errors.ts';

/** What kafkajs copies into the request: it asks for these two names. */
export type Encoded = { readonly buf: Buffer; readonly buffer: Buffer };

type Decoded = { readonly payload: Buffer; readonly clientSideThrottleTime: number };

export type WireRequest<T> = {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    encode(): Promise<Encoded>;
  };
  readonly response: {
    decode(payload: Buffer): Promise<Decoded>;
    parse(decoded: Decoded): Promise<T>;
  };
  readonly requestTimeout?: number;
};

export type WireOptions<T> = {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  readonly requestTimeout?: number;
  write(writer: ByteWriter): void;
  read(reader: ByteReader): T;
  /** Where the response says for how long the client should be quiet. */
  throttleOf(payload: Buffer): number;
};

export function wireRequest<T>(options: WireOptions<T>): WireRequest<T> {
  const { apiKey, apiVersion, apiName, requestTimeout } = options;
  return {
    request: {
      apiKey,
      apiVersion,
      apiName,
      async encode() {
        const writer = new ByteWriter();
        options.write(writer);
        const buffer = writer.written();
        return { buf: buffer, buffer };
      },
    },
    response: {
      decode: async (payload) => ({
        payload,
        clientSideThrottleTime: readable(apiName, () => options.throttleOf(payload)),
      }),
      parse: async ({ payload }) => readable(apiName, () => options.read(new ByteReader(payload))),
    },
    ...(requestTimeout === undefined ? {} : { requestTimeout }),
  };
}

/** An answer that ends too early is the broker's failure, not ours. */
function readable<T>(apiName: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new OutsideError('kafka-failed', `the answer to ${apiName} cannot be read`, { cause });
  }
}

/** Numbers are big-endian, as everywhere in Kafka's protocol. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(1_024);
  #length = 0;

  int8(value: number): this {
    this.#length = this.#room(1).writeInt8(value, this.#length);
    return this;
  }

  int16(value: number): this {
    this.#length = this.#room(2).writeInt16BE(value, this.#length);
    return this;
  }

  int32(value: number): this {
    this.#length = this.#room(4).writeInt32BE(value, this.#length);
    return this;
  }

  int64(value: number): this {
    this.#length = this.#room(8).writeBigInt64BE(BigInt(value), this.#length);
    return this;
  }

  /** Null is a string of length −1. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    this.int16(Buffer.byteLength(value));
    return this.#text(value);
  }

  /** Of the flexible versions: the length plus one, as a varint. */
  compactString(value: string): this {
    this.uvarint(Buffer.byteLength(value) + 1);
    return this.#text(value);
  }

  bytes(value: Uint8Array): this {
    this.int32(value.length);
    return this.raw(value);
  }

  raw(value: Uint8Array): this {
    this.#room(value.length).set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  uvarint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.#length = this.#room(1).writeUInt8((rest & 0x7f) | 0x80, this.#length);
      rest = Math.floor(rest / 128);
    }
    this.#length = this.#room(1).writeUInt8(rest, this.#length);
    return this;
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #text(value: string): this {
    this.#length += this.#room(Buffer.byteLength(value)).write(value, this.#length);
    return this;
  }

  #room(bytes: number): Buffer {
    const needed = this.#length + bytes;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    return this.#buffer;
  }
}

/** Of the fifth byte: numbers have 32 bits. */
const uvarintWeightMax = 2 ** 28;

/** Fails with a RangeError where the response ends before its structure does. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int8(): number {
    this.#at += 1;
    return this.#buffer.readInt8(this.#at - 1);
  }

  int16(): number {
    this.#at += 2;
    return this.#buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#buffer.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#buffer.readBigInt64BE(this.#at - 8);
  }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.view(length).toString();
  }

  compactString(): string | null {
    const length = this.uvarint();
    return length === 0 ? null : this.view(length - 1).toString();
  }

  uvarint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      if (weight > uvarintWeightMax) throw new RangeError('a number does not end');
      this.#at += 1;
      const byte = this.#buffer.readUInt8(this.#at - 1);
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  }

  /** The next bytes, without a copy. */
  view(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.#buffer.length) throw new RangeError('the response is cut off');
    this.#at = end;
    return this.#buffer.subarray(end - length, end);
  }

  list<T>(read: () => T): readonly T[] {
    return this.#many(this.int32(), read);
  }

  compactList<T>(read: () => T): readonly T[] {
    return this.#many(this.uvarint() - 1, read);
  }

  /** Fields of later versions, which nobody here knows. */
  skipTags(): void {
    for (let left = this.uvarint(); left > 0; left -= 1) {
      this.uvarint();
      this.view(this.uvarint());
    }
  }

  #many<T>(count: number, read: () => T): readonly T[] {
    const items: T[] = [];
    for (let i = 0; i < count; i += 1) items.push(read());
    return items;
  }
}
