// Wrong detectors that the laws must catch: else the laws are broken.

import { expect, test } from 'vitest';
import { type Detector, detector, type Finding } from '../../src/core/detector.ts';
import { layout } from '../../src/core/layout.ts';
import { count } from '../../src/core/param.ts';
import { countDays } from '../../src/core/recent-days.ts';
import { dayMs } from '../../src/core/time.ts';
import { days, workday } from '../../src/core/vector.ts';
import { lawsOnFeeds } from '../support/laws.ts';

const feed = days(8, (day) => workday(day, { reads: 20 }));

function finding(at: number, observed: number): Finding {
  return {
    score: 9,
    threshold: 5,
    observed,
    expected: 0,
    because: `saw ${observed}`,
    windowStart: at,
    windowEnd: at + 1,
    evidence: [],
  };
}

function planted(verbs: Pick<Detector, 'score'> & Partial<Detector>): Detector {
  return detector({
    id: 'planted',
    version: 1,
    title: 'A planted wrong detector',
    family: 'volume',
    severity: 'low',
    status: 'stable',
    always: false,
    attack: [],
    why: 'To see whether the laws catch it.',
    blindSpots: 'All of them.',
    benign: [],
    triage: [],
    hunt: 'person-timeline',
    memoryDays: 28,
    params: { warmup: count(3, 'Days to see first') },
    state: layout({ seen: 'u32' }),
    vectors: () => [],
    ...verbs,
  }) as Detector;
}

function hiddenState(): Detector {
  let calls = 0;
  return planted({
    score({ access }) {
      calls += 1;
      return calls % 50 === 0 ? finding(access.at, calls) : undefined;
    },
  });
}

function peeking(): Detector {
  const everybody = new Set<string>();
  return planted({
    score({ access, profile }) {
      everybody.add(access.user);
      return profile.past.days > 3 && everybody.size > 1 ? finding(access.at, 2) : undefined;
    },
  });
}

const wrong: readonly { name: string; make: () => Detector; law: keyof typeof lawsOnFeeds }[] = [
  { name: 'a hidden variable', make: hiddenState, law: 'restart' },
  { name: 'peeking at other users', make: peeking, law: 'isolation' },
  {
    name: 'scoring that learns',
    law: 'purity',
    make: () =>
      planted({
        score({ own }) {
          own['seen'] = (own['seen'] as number) + 1;
          return undefined;
        },
      }),
  },
  {
    name: 'memory without end',
    law: 'forgetting',
    make: () =>
      planted({
        score: ({ access, own }) =>
          (own['seen'] as number) > 500 ? finding(access.at, own['seen'] as number) : undefined,
        learn({ own }) {
          own['seen'] = (own['seen'] as number) + 1;
        },
      }),
  },
  {
    name: 'days marked and never let go',
    law: 'forgetting',
    make: () =>
      planted({
        score: ({ access, own }) =>
          countDays(own['seen'] as number) > 8
            ? finding(access.at, own['seen'] as number)
            : undefined,
        learn({ access, own }) {
          own['seen'] =
            ((own['seen'] as number) | (1 << (Math.floor(access.at / dayMs) % 28))) >>> 0;
        },
      }),
  },
  {
    name: 'firing within the warm-up',
    law: 'warmup',
    make: () => planted({ score: ({ access }) => finding(access.at, 1) }),
  },
];

for (const { name, make, law } of wrong) {
  test(`the law of ${law} catches ${name}`, () => {
    expect(lawsOnFeeds[law](make(), feed)).not.toEqual([]);
  });
}
