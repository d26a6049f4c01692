// What is known of a person beside what they do.

import { expect, test } from 'vitest';
import { contextLayout, observe } from '../../src/core/context.ts';
import { viewOf } from '../../src/core/layout.ts';
import { cursorOver } from '../../src/core/slab.ts';
import { dayMs } from '../../src/core/time.ts';
import { read } from '../../src/core/vector.ts';

test('role, team or queue is noted as changed where it differs, from none and to none', () => {
  const nobody = { role: null, team: null, queue: null };
  const somebody = { role: 'agent', team: 'team-1', queue: 'queue-1' };
  const row = viewOf(contextLayout, cursorOver(new Uint8Array(contextLayout.sizeBytes)), 0);
  const first = read(0, 9)[0]!.at / dayMs;
  const changed = [nobody, nobody, somebody, somebody, nobody, { ...somebody, queue: 'queue-2' }];
  const days = changed.map((duty, day) => {
    observe(row, { ...read(day, 9)[0]!, ...duty });
    return row.changedDay === 0 ? null : row.changedDay - Math.floor(first);
  });
  expect(days).toEqual([null, null, 2, 2, 4, 5]);
});
