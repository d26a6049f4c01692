// Who opens the files of a list because its customers complain: eight people who handle complaints,
// and one who looks into all of them. Whoever counts readers and not when they read finds these.
// For judge-lists.

import { Complaints, type Victim } from '../victims.ts';
import type { ComplaintRead } from './count-evidence.ts';
import type { ListWorld } from './list-world.ts';

/** By customer. */
export function complaintReadsOf(
  { parts, honest }: ListWorld,
  victims: readonly Victim[],
): ReadonlyMap<number, readonly ComplaintRead[]> {
  const complaints = new Complaints(parts, victims);
  const reads = new Map<number, ComplaintRead[]>();
  for (const { member, customer, at, ticket } of complaints.visits()) {
    const reader = honest.written.names.numberOf(member.id);
    // Somebody whom the log does not know yet would count as nobody.
    if (reader >= honest.readers) continue;
    const own = reads.get(customer) ?? [];
    own.push({ reader, at, isRouted: ticket !== null });
    reads.set(customer, own);
  }
  return reads;
}
