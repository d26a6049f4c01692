// Progress: redrawn on a terminal, now and then a line elsewhere.

import { expect, test } from 'vitest';
import { grouped, openProgress } from '../../src/cli/progress.ts';
import { openStageProgress } from '../../src/cli/stage-progress.ts';
import { testOutside } from './test-terminal.ts';

function shown(isInteractive: boolean, stepsMs: readonly number[]): string {
  const heard = { output: '', remarks: '' };
  const { terminal } = testOutside(heard);
  let now = 0;
  const clock = { now: () => now, sleep: async () => undefined };
  const progress = openProgress({ ...terminal, isInteractive, columns: 40 }, clock);
  for (const ms of stepsMs) {
    now += ms;
    progress.show({ share: 0.5, text: `at ${now} with a text that is longer than the line` });
  }
  progress.end('done');
  return heard.remarks;
}

test('a terminal gets one line, redrawn at most ten times a second, never wrapped', () => {
  const text = shown(true, [0, 50, 60, 200]);
  const lines = text.split('\r\u001b[K');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(/^█{12}░{12} 50 % at 0/);
  expect(lines[1]?.length).toBe(39);
  expect(lines.at(-1)).toBe('done\n');
});

test('a file gets plain lines, one in five seconds', () => {
  const text = shown(false, [0, 1_000, 4_000, 1_000, 5_000]);
  expect(text.split('\n').map((line) => line.slice(0, 12))).toEqual([
    '50 % at 5000',
    '50 % at 1100',
    'done',
    '',
  ]);
});

test('figures are grouped the same on every machine', () => {
  expect([0, 999, 1_000, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
});

test('stages: share of what is read, figures, and the event time reached', () => {
  const progress = openStageProgress(['enrich', 'detect']);
  const reach = { partition: 0, outputs: 0, end: 100 };
  const batch = { kind: 'batch-committed', topic: 'access', ...reach } as const;
  progress.note({ ...batch, stage: 'enrich', records: 100, position: 100 });
  progress.note({ ...batch, stage: 'detect', records: 50, position: 50 });
  progress.note({ kind: 'clock-moved', stage: 'detect', partition: 0, clock: 86_400_000 });
  expect(progress.step()).toEqual({
    share: 0.75,
    text: '100 enriched · 50 judged · up to 1970-01-02',
  });
});
