// A part that is kept only by those who need it says what the same part in the row would say.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Blocks } from '../../src/core/blocks.ts';
import { layout, rareLayout, viewOf } from '../../src/core/layout.ts';
import { rareViewOf } from '../../src/core/rare-part.ts';
import { Slab } from '../../src/core/slab.ts';

const fields = {
  since: 'f64',
  tier: 'u8',
  odds: 'f32',
  days: ['u16', 5],
  hashes: ['u32', 3],
} as const;
const people = 4;

const aWrite = fc.record({
  person: fc.nat(people - 1),
  field: fc.constantFrom('since', 'tier', 'odds', 'days', 'hashes'),
  at: fc.nat(2),
  value: fc.oneof(fc.constant(0), fc.nat(255)),
});

function open() {
  const inRow = layout(fields);
  const slab = new Slab(inRow.sizeBytes + 8);
  const blocks = new Blocks();
  for (let person = 0; person < people; person += 1) slab.insert(`person ${person}`);
  const { cursor } = slab;
  const at = inRow.sizeBytes;
  const handle = {
    get: () => cursor.u32[(cursor.base + at) >> 2]!,
    set: (value: number) => {
      cursor.u32[(cursor.base + at) >> 2] = value;
    },
  };
  return {
    slab,
    blocks,
    handle,
    inRow: viewOf(inRow, cursor, 0),
    rare: rareViewOf(rareLayout(fields), handle, blocks),
  };
}

type Parts = Pick<ReturnType<typeof open>, 'inRow' | 'rare'>;

function write(
  part: Parts['rare'],
  { field, at, value }: { field: string; at: number; value: number },
) {
  if (field === 'days' || field === 'hashes') part[field].set(at, value);
  else part[field as 'since' | 'tier' | 'odds'] = value;
}

function read(part: Parts['rare']) {
  const { since, tier, odds, days, hashes } = part;
  const listed = (column: typeof days) =>
    Array.from({ length: column.length }, (_, i) => column.get(i));
  return { since, tier, odds, days: listed(days), hashes: listed(hashes) };
}

test('reads as if it lay in the row, whoever is at hand', () => {
  fc.assert(
    fc.property(fc.array(aWrite, { maxLength: 40 }), (writes) => {
      const { slab, inRow, rare } = open();
      for (const one of writes) {
        slab.moveTo(one.person);
        write(inRow, one);
        write(rare, one);
        for (let person = 0; person < people; person += 1) {
          slab.moveTo(person);
          expect(read(rare)).toEqual(read(inRow));
        }
      }
    }),
  );
});

test('costs whoever has nothing of it a handle of 0, and zeros make no block', () => {
  const { slab, blocks, handle, rare } = open();
  slab.moveTo(1);
  rare.tier = 0;
  rare.days.set(2, 0);
  expect(handle.get()).toBe(0);
  expect(blocks.liveBytes).toBe(0);
  rare.days.set(2, 7);
  expect(handle.get()).not.toBe(0);
  slab.moveTo(2);
  expect(handle.get()).toBe(0);
});

test('an index outside of a column is refused, with a block and without, and makes none', () => {
  const { slab, handle, rare } = open();
  slab.moveTo(0);
  const refused = () => {
    for (const ask of [
      () => rare.days.get(5),
      () => rare.days.set(5, 0),
      () => rare.days.set(5, 1),
    ]) {
      expect(ask).toThrow('index 5 of a column of 5');
    }
  };
  refused();
  expect(handle.get()).toBe(0);
  rare.tier = 1;
  refused();
});
