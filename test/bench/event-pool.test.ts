// What is patched in place must read as if it had been encoded anew, and nothing else may change.

import { expect, test } from 'vitest';
import { openCodec } from '../../src/adapters/registry/avro-codec.ts';
import { openLocalRegistry } from '../../src/adapters/registry/schema-registry.ts';
import { OutputBuffer } from '../../src/core/batch.ts';
import { batchFrom } from '../adapters/registry/batches.ts';
import { appendEvent, eventDigits, openPool } from './event-pool.ts';
import { accountOf, eventOf } from './support-desk.ts';

const sendings = [
  { sequence: 1, at: Date.UTC(2026, 2, 4, 12), customers: [0, 99_999] },
  { sequence: 123_456_789, at: Date.UTC(1990, 0, 1), customers: [1_234_567, 7] },
  { sequence: 999_999_999_999_999, at: Date.UTC(2038, 11, 31), customers: [42, 42] },
] as const;

test('events of the pool > are about 1 kB and read as what was sent', async () => {
  const codec = await openCodec({ registry: openLocalRegistry() });
  const pool = openPool(codec, sendings.length);
  const output = new OutputBuffer('db-access', 0);
  for (const [i, sending] of sendings.entries()) appendEvent(output, pool[i]!, sending);
  const batch = batchFrom(output);
  expect(output.length / output.count).toBeGreaterThan(900);
  expect(output.length / output.count).toBeLessThan(1_200);
  for (const [i, { sequence, at, customers }] of sendings.entries()) {
    const decoded = codec.decode(batch, i);
    if (decoded.kind !== 'record' || decoded.name !== 'AccessEvent') throw new Error('unreadable');
    const { event_id: id } = decoded.record;
    expect(id).toMatch(/^[0-9a-f]{20}-\d{15}$/);
    expect(id?.endsWith(eventDigits(sequence))).toBe(true);
    expect(decoded.record.account).toBe(accountOf(i));
    const [first, second] = customers.map((one) => String(one).padStart(7, '0'));
    // The trace is drawn, and stands in two places: it is taken over from what was read.
    const trace = /traceparent='00-(\w+)-01'/.exec(decoded.record.statement ?? '')?.[1] ?? '';
    const plan = { id: id ?? '', at, person: i, screen: (i * 7) % 53, trace };
    const expected = eventOf({ ...plan, customers: [first ?? '', second ?? ''] });
    expect(decoded.record).toEqual(expected);
  }
});
