// Ids of events and tickets that tell nothing: neither the order in which they were made nor, where
// there is a theft, which of them are of it. For render-day, plan and the attacks.
//
// A number is mixed within as many bits as it has, one to one (each step can be undone), so that
// ids never meet and none has to be remembered. Honest ones count from 0, those of a theft from the
// middle on: what an attack adds moves nobody's id, and looks like all others.

import { assert } from '../core/assert.ts';
import { hash32 } from '../core/hash.ts';

const eventBits = 20;
const ticketBits = 30;
/** Tickets of one attack; the numbers of the next person's begin behind. */
const ticketsPerThief = 2 ** 16;
const thiefCount = 2 ** 12;

/** Ids of the events of one account and day; the same whoever else there is in the world. */
export class EventIds {
  readonly #prefix: string;
  readonly #key: number;
  #honest = 0;
  #added = 2 ** (eventBits - 1);

  constructor(seed: number, account: string, day: number) {
    // With the seed: of two worlds in one log neither may be held for repeats of the other.
    this.#prefix = `e${seed}-${account}-${day + 1}-`;
    this.#key = hash32(this.#prefix);
  }

  next(isAdded: boolean): string {
    const number = isAdded ? this.#added++ : this.#honest++;
    assert(number < 2 ** (isAdded ? eventBits : eventBits - 1), 'a day has fewer events than ids');
    return `${this.#prefix}${mixed(number, eventBits, this.#key).toString(16).padStart(5, '0')}`;
  }
}

/** Of the nth honest ticket of a world. */
export function ticketId(seed: number, number: number): string {
  const mixedNumber = mixed(number, ticketBits, hash32(`${seed}/tickets`));
  return `t${String(mixedNumber).padStart(10, '0')}`;
}

/** Of the nth ticket of chores, which are counted apart from the others. */
export function choreTicketId(seed: number, number: number): string {
  return ticketId(seed, 2 ** (ticketBits - 2) + number);
}

/** Of the ticket of the nth complaint. */
export function complaintTicketId(seed: number, number: number): string {
  return ticketId(seed, 2 ** (ticketBits - 2) + 2 ** (ticketBits - 3) + number);
}

/** Of the nth ticket that a thief wrote: nobody else's, and no other thief's. */
export function addedTicketId(seed: number, thief: number, number: number): string {
  assert(number < ticketsPerThief, 'a thief writes fewer tickets than there are ids');
  const first = 2 ** (ticketBits - 1) + (thief % thiefCount) * ticketsPerThief;
  return ticketId(seed, first + number);
}

/** Multiply by an odd number, add, and fold the upper half into the lower: all one to one. */
function mixed(number: number, bits: number, key: number): number {
  const mask = 2 ** bits - 1;
  const half = bits >> 1;
  let mixing = number & mask;
  for (const odd of [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35]) {
    mixing = (Math.imul(mixing, odd) + key) & mask;
    mixing ^= mixing >>> half;
  }
  return mixing;
}
