// Who opens the files of a list because its customers complain: some who handle complaints, and one
// who looks into all of them. The cut-off leaves their reads out; whoever counts readers, and not
// when they read, finds these people. For judge-lists.

import { Complaints, type Victim } from '../victims.ts';
import type { ListWorld } from './list-world.ts';

/** By customer: names. */
export function complaintReaders(
  { parts }: ListWorld,
  victims: readonly Victim[],
): ReadonlyMap<number, ReadonlySet<string>> {
  const readers = new Map<number, Set<string>>();
  for (const { member, customer } of new Complaints(parts, victims).visits()) {
    readers.set(customer, (readers.get(customer) ?? new Set()).add(member.id));
  }
  return readers;
}
