// What is known of a person beside what they do, and how much more it makes of it. For incidents:
// no verdict rests on it. Who has given notice takes something along more often than others: of
// those convicted in the CERT cases 70 % stole within the last sixty days. Five times the odds.
//
// Odds of five are 0.7 decimal places of a score; thresholds lie between three and five, so that a
// verdict of somebody who is leaving counts about a quarter more.

export const contexts = ['', 'notice', 'ended'] as const;

/** Number of a word of the staff records; 0: nothing that matters. */
export function contextOf(employment: string): number {
  return Math.max(0, contexts.indexOf(employment as (typeof contexts)[number]));
}

const factors = [1, 1.25, 1.25] as const;

/** On the strength of an anomaly. */
export function contextFactor(context: number): number {
  return factors[context] ?? 1;
}
