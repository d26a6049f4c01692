// What a log and a world are compared by, and why it matters to whoever judges detectors in that
// world. Distributions are kept as bins, figures are single numbers. For census, portrait and page.

import type { Scale } from './bins.ts';

export type Measure = {
  readonly title: string;
  /** Of its values; the title of its axis. */
  readonly unit: string;
  readonly scale: Scale;
  /** What a difference between log and world does to what is measured in the world. */
  readonly matters: string;
  /** Whether anything is left to compare once each side is divided by its own median. */
  readonly hasShape: boolean;
};

export const measures = {
  customersDay: {
    title: 'Customers met per person and day',
    unit: 'distinct customers on a day',
    scale: 'counts',
    hasShape: true,
    matters:
      'The scale differs by trade and is learnt from each person. The shape is not: a longer ' +
      'tail of honest days hides a theft of the same share.',
  },
  customersHour: {
    title: 'Customers met per person and hour',
    unit: 'distinct customers in an hour',
    scale: 'counts',
    hasShape: true,
    matters:
      'Hours are what bursts are judged by. More spread-out honest hours: fast thieves in the ' +
      'world are easier to find than they would be in the log.',
  },
  eventsDay: {
    title: 'Accesses per person and day',
    unit: 'accesses on a day',
    scale: 'counts',
    hasShape: true,
    matters:
      'How many accesses an application makes of one look at a customer is its own affair: ' +
      'detectors count customers, so that this decides load and not what is found.',
  },
  eventsHour: {
    title: 'Accesses per person and hour',
    unit: 'accesses in an hour',
    scale: 'counts',
    hasShape: true,
    matters: 'As by day: load, and little of what is found.',
  },
  dayRatio: {
    title: 'A day, against the person’s own mean',
    unit: 'customers of a day ÷ mean of that person’s days',
    scale: 'amounts',
    hasShape: false,
    matters:
      'This is what slow theft hides in. Where honest days of the log lie further out than those ' +
      'of the world, a threshold on one’s own past finds less in the log than in the world.',
  },
  run: {
    title: 'Customers in a run',
    unit: 'distinct customers, no pause longer than 5 min',
    scale: 'counts',
    hasShape: true,
    matters:
      'Somebody who goes from customer to customer without a pause. Longer honest runs in the ' +
      'log than in the world: a quick series is odder in the world than in life.',
  },
  turn: {
    title: 'Time from one customer to the next',
    unit: 'seconds between turning to one and to another',
    scale: 'amounts',
    hasShape: true,
    matters:
      'Pace of the work. What looks at haste or at the rhythm of a machine is judged too kindly ' +
      'in a world whose people are slower.',
  },
  gap: {
    title: 'Time between accesses',
    unit: 'seconds between two accesses of a person on a day',
    scale: 'amounts',
    hasShape: false,
    matters:
      'Mostly how an application splits one look into accesses: load, not detection. Its shape ' +
      'says nothing, since sources differ in how finely they tell time.',
  },
  repeated: {
    title: 'Customers met before',
    unit: '% of a day’s customers, met in the 28 days before',
    scale: 'shares',
    hasShape: false,
    matters:
      'Theft adds new customers: the less often honest people meet the same ones again, the less ' +
      'it shows. A world that repeats more than the log promises too much.',
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureId = keyof typeof measures;
export const measureIds = Object.keys(measures) as readonly MeasureId[];

export function measureOf(id: MeasureId): Measure {
  return measures[id];
}

export type FigureKind = {
  readonly title: string;
  /** Whether two are compared by their ratio, or by their difference. */
  readonly by: 'ratio' | 'difference';
  readonly isShare: boolean;
  readonly matters: string;
};

export const figureKinds = {
  burstiness: {
    title: 'Burstiness r of one person’s days',
    by: 'ratio',
    isShare: false,
    matters:
      'Small is bursty. Thresholds on counts rest on it: the smaller r is, the more can be taken ' +
      'unnoticed, and a world with a larger r than the log promises too much.',
  },
  twice: {
    title: 'Days beyond twice the own mean',
    by: 'ratio',
    isShare: true,
    matters: 'Honest days that any rule on one’s own past would ask about.',
  },
  thrice: {
    title: 'Days beyond three times the own mean',
    by: 'ratio',
    isShare: true,
    matters: 'The same, further out: what the rarest budgets are spent on.',
  },
  persistence: {
    title: 'Correlation of a day with the next',
    by: 'difference',
    isShare: false,
    matters:
      'Honest busy stretches. Sums over weeks (low and slow) take days for unrelated; what ' +
      'persists looks to them like a theft.',
  },
  spread: {
    title: 'Spread of persons’ means (logarithm)',
    by: 'difference',
    isShare: false,
    matters: 'Learnt for each person; matters while somebody is new and judged by colleagues.',
  },
  repeatedShare: {
    title: 'Customers met before, mean of days',
    by: 'difference',
    isShare: true,
    matters: 'As the distribution of the same name.',
  },
  wideDays: {
    title: 'Days with an access of more than ten customers',
    by: 'difference',
    isShare: true,
    matters:
      'Lists, reports and exports, whose customers nobody meets: they are in no distribution ' +
      'here. A log that has none says nothing of them.',
  },
  weekend: {
    title: 'Accesses on weekends',
    by: 'difference',
    isShare: true,
    matters: 'What off-hours can mean at all.',
  },
} as const satisfies Readonly<Record<string, FigureKind>>;

export type FigureId = keyof typeof figureKinds;
export const figureIds = Object.keys(figureKinds) as readonly FigureId[];

export function figureKindOf(id: FigureId): FigureKind {
  return figureKinds[id];
}
