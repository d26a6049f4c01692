// What a memory of skeletons may forget, and what it must not mix up.

import { expect, test } from 'vitest';
import { SkeletonMemory } from '../../src/core/skeleton-memory.ts';
import { StatementSkeleton } from '../../src/core/statement-skeleton.ts';

function skeletonOf(sql: string): StatementSkeleton {
  const skeleton = new StatementSkeleton();
  expect(skeleton.write(sql)).toBe(true);
  return skeleton;
}

function remember(memory: SkeletonMemory<string>, skeleton: StatementSkeleton, value: string) {
  memory.remember(skeleton, value);
  memory.remember(skeleton, value);
}

test('a skeleton said once is not kept, said twice it is', () => {
  const memory = new SkeletonMemory<string>();
  memory.remember(skeletonOf('select a'), 'a');
  expect(memory.find(skeletonOf('select a'))).toBeUndefined();
  memory.remember(skeletonOf('select a'), 'a');
  expect(memory.find(skeletonOf('select a'))).toBe('a');
});

test('skeletons with one hash are told apart', () => {
  const memory = new SkeletonMemory<string>();
  const texts = ['select a', 'select b', 'select abcd', 'select abce', 'select a\u0000'];
  const skeletons = texts.map(skeletonOf);
  for (const [i, skeleton] of skeletons.entries()) {
    skeleton.hash = 4_095;
    remember(memory, skeleton, texts[i]!);
  }
  expect(skeletons.map((skeleton) => memory.find(skeleton))).toEqual(texts);
});

test('full, it starts anew, and never says anything wrong', () => {
  const memory = new SkeletonMemory<string>();
  const textOf = (i: number) => `select c${i} from t`;
  let known = 0;
  for (let i = 0; i < 5_000; i += 1) remember(memory, skeletonOf(textOf(i)), textOf(i));
  for (let i = 0; i < 5_000; i += 1) {
    const found = memory.find(skeletonOf(textOf(i)));
    if (found === undefined) continue;
    known += 1;
    expect(found).toBe(textOf(i));
  }
  expect(known).toBe(5_000 % 2_048);
});

test('full of long ones, it starts anew; too long ones are not kept', () => {
  const memory = new SkeletonMemory<string>();
  const textOf = (i: number) => `select c${i}, ${'a'.repeat(4_000)}`;
  for (let i = 0; i < 600; i += 1) remember(memory, skeletonOf(textOf(i)), textOf(i));
  expect(memory.find(skeletonOf(textOf(0)))).toBeUndefined();
  expect(memory.find(skeletonOf(textOf(599)))).toBe(textOf(599));
  remember(memory, skeletonOf('a'.repeat(4_097)), 'long');
  expect(memory.find(skeletonOf('a'.repeat(4_097)))).toBeUndefined();
});
