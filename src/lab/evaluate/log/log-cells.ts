// What is stolen out of a log, and by whom it is made to look. For log-thefts, which carries it
// out, and for the command, which names it.

export type LogCell = {
  /** burst+15, daily+5, masquerade. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'burst' | 'daily' | 'masquerade';
  /** Distinct customers in the hour, or a day; 0 where it is as many as the other person reads. */
  readonly customers: number;
};

/** A theft by the day lasts as many of the thief's own working days, or until the log ends. */
export const theftDaysMax = 20;

export const burstsUsual: readonly number[] = [15, 25, 40];
export const pacesUsual: readonly number[] = [5, 10, 20];

export function burstCell(customers: number): LogCell {
  const title = `${customers} customers within one hour, once`;
  return { id: `burst+${customers}`, title, kind: 'burst', customers };
}

export function dailyCell(customers: number): LogCell {
  const title =
    `${customers} customers on each working day, spread over its own events, ` +
    `for ${theftDaysMax} of them or until the log ends`;
  return { id: `daily+${customers}`, title, kind: 'daily', customers };
}

export function masqueradeCell(): LogCell {
  const title = 'one day of another person in place of the own';
  return { id: 'masquerade', title, kind: 'masquerade', customers: 0 };
}
