// Rows burst (D1): far more rows in five minutes, an hour or a day than this person's busiest.

import { detector, type Finding } from '../core/detector.ts';
import { layout } from '../core/layout.ts';
import { count, ratio, score } from '../core/param.ts';
import type { Moments } from '../core/past.ts';
import { gaussianTailScore } from '../core/stats/gaussian.ts';
import { shrunkMoments } from '../core/stats/shrinkage.ts';
import { exp, log1p } from '../core/stats/special.ts';
import { dayMs, hourMs, paneMs } from '../core/time.ts';
import { days, read, workday } from '../core/vector.ts';

export const rowsBurst = detector({
  id: 'rows-burst',
  version: 1,
  title: 'Rows far above the busiest time of this person',
  family: 'volume',
  severity: 'medium',
  status: 'stable',
  always: false,
  weight: 0.4,
  attack: ['T1213.006', 'T1530'],
  why: 'Copying in bulk returns more rows at once than work does; own peaks are the measure.',
  blindSpots: 'A drip below the own busiest hour passes; a person who always exports looks usual.',
  benign: ['A report for a manager', 'A clean-up or migration', 'A new task with wider searches'],
  triage: ['hunt:person-timeline', 'Ask what the result was needed for'],
  hunt: 'person-timeline',
  memoryDays: 28,
  params: {
    floor: count(200, 'Rows in the window below which nothing is said'),
    warmup: count(5, 'Days with events to see before the first verdict'),
    threshold: score(2.3, 'Score that makes an anomaly', {
      producedBy: 'npm run calibrate -- --seeds 1,2,3,4,5,6,7,8,9,10',
    }),
    dayMean: ratio(4.4, 'Company prior: mean of log1p(rows) of a day'),
    hourMean: ratio(3, 'Company prior: mean of log1p(rows) of the busiest hour of a day'),
    paneMean: ratio(2.2, 'Company prior: mean of log1p(rows) of the busiest five minutes of a day'),
    deviation: ratio(0.6, 'Company prior: standard deviation of each of these'),
    priorDays: ratio(5, 'Weight of the prior, in days'),
  },
  state: layout({}),
  score({ access, profile, params }) {
    const { past, day, hour, paneRows } = profile;
    if (day.rows < params.floor || past.known < params.warmup) return undefined;
    const windows = [
      {
        name: 'five minutes',
        ms: paneMs,
        rows: paneRows,
        own: past.paneRows,
        mean: params.paneMean,
      },
      { name: 'an hour', ms: hourMs, rows: hour.rows, own: past.hourRows, mean: params.hourMean },
      { name: 'a day', ms: dayMs, rows: day.rows, own: past.dayRows, mean: params.dayMean },
    ];
    let strongest: Finding | undefined;
    for (const { name, ms, rows, own, mean } of windows) {
      if (rows < params.floor) continue;
      const usual = usualOf(own, past.days, mean, params);
      const value = gaussianTailScore((log1p(rows) - usual.mean) / usual.deviation);
      if (value < params.threshold || value <= (strongest?.score ?? 0)) continue;
      const expected = exp(usual.mean) - 1;
      const start = Math.floor(access.at / ms) * ms;
      strongest = {
        score: value,
        threshold: params.threshold,
        observed: rows,
        expected,
        because: `${rows} rows in ${name}; a usual day peaks at about ${Math.round(expected)}`,
        windowStart: start,
        windowEnd: start + ms,
        evidence: [
          { name: `rows in ${name}`, value: String(rows), usual: String(Math.round(expected)) },
          { name: 'rows of this access', value: String(access.rows), usual: '' },
        ],
        subjects: access.subjects,
        subjectsTotal: hour.subjects,
        events: [access.event_id],
      };
    }
    return strongest;
  },
  vectors: () => [
    {
      name: 'an export of 40,000 rows after three quiet weeks',
      feed: [...days(15, (day) => workday(day, { reads: 20 })), ...read(15, 10, { rows: 40_000 })],
      fires: 1,
    },
    {
      name: 'a person who exports 40,000 rows every day',
      feed: days(20, (day) => [...workday(day, { reads: 20 }), ...read(day, 16, { rows: 40_000 })]),
      fires: 0,
    },
    {
      name: 'the same export within the warm-up',
      feed: [...days(3, (day) => workday(day, { reads: 20 })), ...read(3, 10, { rows: 40_000 })],
      fires: 0,
    },
    {
      name: 'one row below the floor',
      isEdge: true,
      feed: [...days(15, (day) => workday(day, { reads: 4 })), ...read(15, 10, { rows: 199 })],
      fires: 0,
    },
  ],
});

/** Mean and predictive deviation of the next day, own days shrunk to the company's. */
function usualOf(
  own: Moments,
  seen: number,
  priorMean: number,
  params: { readonly deviation: number; readonly priorDays: number },
) {
  const prior = { mean: priorMean, deviation: params.deviation, weight: params.priorDays };
  return shrunkMoments({ count: seen, ...own }, prior);
}
