// What Maven is asked for, and what is left of what it says when it fails.

import { expect, test } from 'vitest';
import { firstErrorIn, pomOf } from '../../../../infra/kafka/dev/maven.ts';

test('pom > a whole artifact brings what it needs, the other comes alone', () => {
  const pom = pomOf([
    { id: 'org.a:broker:1.0', isWhole: true },
    { id: 'org.b:registry:2.0:tar.gz:all', isWhole: false },
  ]);
  expect(pom.split('\n').slice(1, 3)).toEqual([
    '<dependency><groupId>org.a</groupId><artifactId>broker</artifactId>' +
      '<version>1.0</version></dependency>',
    '<dependency><groupId>org.b</groupId><artifactId>registry</artifactId>' +
      '<version>2.0</version><type>tar.gz</type><classifier>all</classifier>' +
      '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion>' +
      '</exclusions></dependency>',
  ]);
});

for (const { name, said, expected } of [
  {
    name: 'the first line of several',
    said: '[ERROR] Could not transfer artifact a:b. -> [Help 1]\n[ERROR] Read this\n',
    expected: 'Could not transfer artifact a:b',
  },
  {
    name: 'colours of a terminal do not matter',
    said: '\u001b[1m[ERROR] Unknown host\n',
    expected: 'Unknown host',
  },
  {
    name: 'without those who needed the file',
    said:
      '[ERROR] Plugin org.a:b:1.0 or one of its dependencies could not be resolved: Failed to ' +
      'read artifact descriptor for org.a:b:jar:1.0: Could not transfer artifact ' +
      'org.a:b:pom:1.0 from/to central (https://example.org): Connection refused -> [Help 1]\n',
    expected:
      'Could not transfer artifact org.a:b:pom:1.0 from/to central (https://example.org): ' +
      'Connection refused',
  },
  {
    name: 'something else that it said',
    said: 'JAVA_HOME is not defined correctly\n',
    expected: 'JAVA_HOME is not defined correctly',
  },
  { name: 'nothing at all', said: '\n', expected: 'it did not say why' },
]) {
  test(`reason of Maven > ${name}`, () => {
    expect(firstErrorIn(said)).toBe(expected);
  });
}
