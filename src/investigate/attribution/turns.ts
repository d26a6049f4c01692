// Long work on a list, some at a time: in between others get their turn, a signal to stop among
// them, so that whoever has had enough can stop it. And how much work there may be at all. For
// count-list, how-sure and attribute-list.

import { type Attribution, conclude, weigh } from '../../core/attribution/attribute.ts';
import type { Evidence } from '../../core/attribution/evidence.ts';
import { OutsideError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';

export type Turns = {
  /** By whom others get their turn; without one nobody does. */
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
};

export async function letIn({ clock, signal }: Turns): Promise<void> {
  await clock?.sleep(0);
  if (signal?.aborted) throw new OutsideError('stopped', 'Stopped before all was weighed.');
}

/** Victims times readers between two turns: half a second. */
const cellsPerTurn = 200_000;

/** Each of them, of whom one costs as many cells as there are victims. */
export async function inTurns<T, R>(
  all: readonly T[],
  of: (one: T) => R,
  { victims, ...turns }: Turns & { readonly victims: number },
): Promise<R[]> {
  const perTurn = Math.max(1, Math.floor(cellsPerTurn / Math.max(1, victims)));
  const done: R[] = [];
  for (const [i, one] of all.entries()) {
    if (i % perTurn === 0) await letIn(turns);
    done.push(of(one));
  }
  return done;
}

/** As `attribute`, which holds up the process. */
export async function attributeInTurns(evidence: Evidence, turns: Turns): Promise<Attribution> {
  const { candidates, victims } = evidence;
  const weighing = { ...turns, victims: victims.length };
  return conclude(evidence, await inTurns(candidates, (one) => weigh(evidence, one), weighing));
}

/** Victims times readers: some two minutes, and half a gigabyte. */
const cellsMost = 50_000_000;

/** `many`: what they are called that have read victims. */
export function requireFew(victims: number, readers: number, many: string): void {
  if (victims * readers <= cellsMost) return;
  const fewer = Math.floor(cellsMost / readers);
  const said =
    `${victims} customers were read by ${readers} ${many}, which is more than can be weighed: ` +
    `customers times readers, ${cellsMost} at most.`;
  const help = `Ask about ${fewer} of the customers, or by a kind of which fewer read them (--by).`;
  throw new OutsideError('bad-input', `${said} ${help}`);
}
