// Who is leaving is seen with other eyes: the same verdict opens an incident that would not have.

import { expect, test } from 'vitest';
import { contextFactor, contextOf } from '../../src/core/context.ts';
import { type Detector, detector } from '../../src/core/detector.ts';
import { layout } from '../../src/core/layout.ts';
import { read, runFeed } from '../../src/core/vector.ts';

/** Of medium severity, at 1.8 times its threshold: nine tenths of an incident. */
const nearly = detector({
  ...{ id: 'nearly', version: 1, title: 'Nearly an incident', family: 'volume' },
  ...{ severity: 'medium', status: 'stable', always: false, attack: [] },
  ...{ why: 'To see who is weighed.', blindSpots: 'All.', benign: [], triage: [] },
  ...{ hunt: 'person-timeline', memoryDays: 1, params: {}, state: layout({}), vectors: [] },
  score: ({ access: { at } }) => ({
    ...{ score: 1.8, threshold: 1, observed: 1, expected: 0, because: 'nearly', evidence: [] },
    ...{ windowStart: at, windowEnd: at + 1 },
  }),
}) as Detector;

test('context > notice opens an incident at nine tenths of one', () => {
  for (const { employment, incidents } of [
    { employment: 'active', incidents: 0 },
    { employment: 'leave', incidents: 0 },
    { employment: 'notice', incidents: 1 },
    { employment: 'ended', incidents: 1 },
    { employment: 'a word of the future', incidents: 0 },
  ]) {
    const settings = { detectors: [{ detector: nearly, params: {} }], graceMs: 0, riskToOpen: 1 };
    const found = runFeed(settings, read(0, 10, { employment }));
    expect([employment, found.incidents.length]).toEqual([employment, incidents]);
  }
});

test('context > nobody is weighed less than others', () => {
  for (const word of ['active', 'notice', 'ended', '']) {
    expect(contextFactor(contextOf(word))).toBeGreaterThanOrEqual(1);
  }
  expect(contextFactor(255)).toBe(1);
});
