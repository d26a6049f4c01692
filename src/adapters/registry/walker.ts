// Walks an Avro value without making anything of it: does it end exactly where its schema says,
// and does every count fit into the bytes that are left?
//
// avsc trusts counts: a message of 4 bytes that claims 50 million items blocks it for seconds and
// takes hundreds of megabytes. So nothing is decoded before it was walked. The walker is compiled
// once per schema to a tree of closures, for record-walk.ts to call where it must. It is stricter
// than avsc where others who read the same bytes (ClickHouse, Java) are: booleans are 0 or 1, an
// int fits into 32 bits, a number has at most ten bytes, and the size of a block is its size.
// Specification: https://avro.apache.org/docs/1.12.0/specification/#binary-encoding
// Used by the codec only.

export type AvroSchema =
  | string
  | readonly AvroSchema[]
  | {
      readonly type: AvroSchema;
      readonly name?: string;
      readonly namespace?: string;
      readonly fields?: readonly { readonly name: string; readonly type: AvroSchema }[];
      readonly items?: AvroSchema;
      readonly values?: AvroSchema;
      readonly symbols?: readonly string[];
      readonly size?: number;
    };

/** Position after the value that starts at `at`, or one of the faults below. */
export type Walk = (bytes: Uint8Array, at: number, end: number) => number;

export const truncated = -1;
export const countTooLarge = -2;
export const malformed = -3;

/** Items without bytes (null, an empty record) that one value may have: they cost memory too. */
const emptyItemsMax = 10_000;

/** Fewest bytes a value of the type takes, beside its walk. */
type Step = { readonly walk: Walk; readonly bytesMin: number };

type Compiling = {
  readonly named: Map<string, Step>;
  readonly namespace: string | undefined;
  /** Items without bytes seen in the value being walked. */
  readonly empty: { items: number };
};

/** The walks of a record's fields, for record-walk.ts. */
export type FieldWalks = {
  readonly fields: readonly { readonly name: string; readonly type: AvroSchema }[];
  readonly walks: readonly Walk[];
  /** To be set to 0 before each value. */
  readonly empty: { items: number };
};

/** Throws where the schema is no record, or names a type that is not there. */
export function fieldWalks(schema: AvroSchema): FieldWalks {
  if (!isRecord(schema)) throw new Error('this is no record');
  const empty = { items: 0 };
  const walks = record(schema, { named: new Map(), namespace: undefined, empty }).fieldWalks;
  return { fields: schema.fields ?? [], walks, empty };
}

function isRecord(schema: AvroSchema): schema is Named {
  return typeof schema === 'object' && 'type' in schema && schema.type === 'record';
}

const primitives: Readonly<Record<string, Step>> = {
  null: { walk: (_bytes, at) => at, bytesMin: 0 },
  boolean: { walk: walkBoolean, bytesMin: 1 },
  int: { walk: walkInt, bytesMin: 1 },
  long: { walk: walkLong, bytesMin: 1 },
  float: fixed(4),
  double: fixed(8),
  bytes: { walk: walkBytes, bytesMin: 1 },
  string: { walk: walkBytes, bytesMin: 1 },
};

function compile(schema: AvroSchema, compiling: Compiling): Step {
  if (typeof schema === 'string') return reference(schema, compiling);
  if (isUnion(schema)) return union(schema.map((branch) => compile(branch, compiling)));
  switch (schema.type) {
    case 'array':
      return blocks(compile(schema.items ?? 'no items', compiling), compiling);
    case 'map':
      return blocks(entry(compile(schema.values ?? 'no values', compiling)), compiling);
    case 'enum':
      return define(schema, compiling, index(schema.symbols?.length ?? 0));
    case 'fixed':
      return define(schema, compiling, fixed(schema.size ?? 0));
    case 'record':
    case 'error':
      return record(schema, compiling);
    default:
      // A primitive with attributes, such as a logical type.
      return compile(schema.type, compiling);
  }
}

function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

function reference(name: string, { named, namespace }: Compiling): Step {
  const step = primitives[name] ?? named.get(fullName(name, namespace)) ?? named.get(name);
  if (step === undefined) throw new Error(`unknown type ${name}`);
  return step;
}

function fullName(name: string, namespace: string | undefined): string {
  return name.includes('.') || namespace === undefined ? name : `${namespace}.${name}`;
}

type Named = Exclude<AvroSchema, string | readonly AvroSchema[]>;

function define(schema: Named, { named, namespace }: Compiling, step: Step): Step {
  named.set(fullName(schema.name ?? '', schema.namespace ?? namespace), step);
  return step;
}

function record(schema: Named, compiling: Compiling): Step & { readonly fieldWalks: Walk[] } {
  const full = fullName(schema.name ?? '', schema.namespace ?? compiling.namespace);
  const namespace = full.includes('.') ? full.slice(0, full.lastIndexOf('.')) : undefined;
  const walks: Walk[] = [];
  const walk: Walk = (bytes, start, end) => {
    let at = start;
    for (let i = 0; i < walks.length; i += 1) {
      at = walks[i]!(bytes, at, end);
      if (at < 0) return at;
    }
    return at;
  };
  // Known before its fields are, because they may name it. Whatever contains itself does so
  // through a union, a list or a map, so one byte is the least that it takes.
  compiling.named.set(full, { walk, bytesMin: 1 });
  let bytesMin = 0;
  for (const field of schema.fields ?? []) {
    const step = compile(field.type, { ...compiling, namespace });
    walks.push(step.walk);
    bytesMin += step.bytesMin;
  }
  return { ...define(schema, compiling, { walk, bytesMin }), fieldWalks: walks };
}

function union(branches: readonly Step[]): Step {
  const walks = branches.map(({ walk }) => walk);
  const walk: Walk = (bytes, at, end) => {
    if (at >= end) return truncated;
    const first = bytes[at]!;
    // Up to 64 branches, all that there are, have an index of one byte.
    if (first < 0x80) {
      if (first & 1 || first >> 1 >= walks.length) return malformed;
      return walks[first >> 1]!(bytes, at + 1, end);
    }
    const after = walkLong(bytes, at, end);
    if (after < 0) return after;
    const chosen = walks[readLong(bytes, at)];
    return chosen === undefined ? malformed : chosen(bytes, after, end);
  };
  return { walk, bytesMin: 1 + Math.min(...branches.map(({ bytesMin }) => bytesMin)) };
}

/** Arrays and maps: blocks of items, each led by its count; a negative one by its size as well. */
function blocks(item: Step, { empty }: Compiling): Step {
  const walk: Walk = (bytes, start, end) => {
    let at = start;
    for (;;) {
      const after = walkLong(bytes, at, end);
      if (after < 0) return after;
      let count = bytes[at]! < 0x80 ? unzigzag(bytes[at]!) : readLong(bytes, at);
      at = after;
      if (count === 0) return at;
      const isSized = count < 0;
      let blockEnd = 0;
      if (isSized) {
        count = -count;
        const afterSize = walkLong(bytes, at, end);
        if (afterSize < 0) return afterSize;
        blockEnd = afterSize + readLong(bytes, at);
        at = afterSize;
      }
      if (count > (end - at) / item.bytesMin) return countTooLarge;
      if (item.bytesMin === 0) {
        empty.items += count;
        if (empty.items > emptyItemsMax) return countTooLarge;
      }
      for (; count > 0; count -= 1) {
        at = item.walk(bytes, at, end);
        if (at < 0) return at;
      }
      if (isSized && at !== blockEnd) return malformed;
    }
  };
  return { walk, bytesMin: 1 };
}

function entry(value: Step): Step {
  const walk: Walk = (bytes, at, end) => {
    const after = walkBytes(bytes, at, end);
    return after < 0 ? after : value.walk(bytes, after, end);
  };
  return { walk, bytesMin: 1 + value.bytesMin };
}

function index(count: number): Step {
  const walk: Walk = (bytes, at, end) => {
    const after = walkInt(bytes, at, end);
    if (after < 0) return after;
    const value = readLong(bytes, at);
    return value < 0 || value >= count ? malformed : after;
  };
  return { walk, bytesMin: 1 };
}

function fixed(size: number): Step {
  return { walk: (_bytes, at, end) => (at + size > end ? truncated : at + size), bytesMin: size };
}

function walkBoolean(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return truncated;
  return bytes[at]! > 1 ? malformed : at + 1;
}

function walkBytes(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return truncated;
  const first = bytes[at]!;
  let after = at + 1;
  let length = unzigzag(first);
  if (first >= 0x80) {
    after = walkLong(bytes, at, end);
    if (after < 0) return after;
    length = readLong(bytes, at);
  }
  if (length < 0) return malformed;
  return length > end - after ? truncated : after + length;
}

function walkInt(bytes: Uint8Array, at: number, end: number): number {
  const after = walkLong(bytes, at, end);
  // Four bytes hold 28 bits: only longer ones can be out of range.
  if (after - at <= 4) return after;
  const value = readLong(bytes, at);
  return value === (value | 0) ? after : malformed;
}

function walkLong(bytes: Uint8Array, at: number, end: number): number {
  let after = at;
  while (after < end && bytes[after]! >= 0x80) after += 1;
  if (after >= end) return after - at >= 10 ? malformed : truncated;
  after += 1;
  // Seven bytes hold 49 bits, which is never too much.
  if (after - at <= 7) return after;
  return after - at > 10 || !isExact(bytes, at) ? malformed : after;
}

/**
 * Whether a double holds the long exactly while it is decoded. Above, avsc throws at 2⁵³ − 1;
 * below, it returns wrong numbers from −2⁵² on, because the sign is the lowest bit.
 */
function isExact(bytes: Uint8Array, at: number): boolean {
  const value = readLong(bytes, at);
  const isNegative = (bytes[at]! & 1) === 1;
  return isNegative ? value >= -(2 ** 52) && value < 0 : value < Number.MAX_SAFE_INTEGER;
}

function unzigzag(byte: number): number {
  return (byte >> 1) ^ -(byte & 1);
}

/** The long at `at`, which was walked before. */
export function readLong(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return unzigzag(first);
  let value = 0;
  let weight = 1;
  let index = at;
  for (;;) {
    const byte = bytes[index++]!;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) break;
    weight *= 128;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
