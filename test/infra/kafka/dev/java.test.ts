// Which Java it is, from what it says; and what a person reads where there is none.

import { expect, test } from 'vitest';
import { findJava, javaVersionIn, majorOf } from '../../../../infra/kafka/dev/java.ts';

for (const { name, said, version, major } of [
  {
    name: 'a distribution',
    said: 'openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment\n',
    version: '17.0.15',
    major: 17,
  },
  { name: 'a first release', said: 'openjdk version "21" 2023-09-19\n', version: '21', major: 21 },
  { name: 'an early access', said: 'openjdk version "26-ea"\n', version: '26-ea', major: 26 },
  { name: 'before 9', said: 'java version "1.8.0_402"\n', version: '1.8.0_402', major: 8 },
]) {
  test(`version of Java > ${name}`, () => {
    expect(javaVersionIn(said)).toBe(version);
    expect(majorOf(version)).toBe(major);
  });
}

test('version of Java > something else has none', () => {
  expect(javaVersionIn('The operation could not be completed.')).toBeUndefined();
});

test('no Java > one line says what to do', async () => {
  await expect(findJava('/nowhere')).rejects.toThrow(/^No Java: .* Install Java 17 or newer/);
});
