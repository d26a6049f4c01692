// Who works on which task, decided by the member that Kafka made the leader of the group.
//
// A task goes from one living member to another in two rounds (KIP-429, on kafkajs's protocol):
// first it is assigned to nobody, and its owner releases it; then, in the round that the owner
// asks for, it is free. So the next take comes after the last release, and the tasks that stay do
// not even notice. Each member says with every join what it owns, under a name that survives a
// restart. Used by group-member.ts.

import { assignTasks } from '../../core/assign-tasks.ts';
import { type Assigner, internals } from './kafkajs.ts';

/** What a member says of itself. */
export type Claim = {
  readonly instance: string;
  readonly owned: readonly number[];
  /** Of the group when it got them: who was away meanwhile claims what is no longer its own. */
  readonly generation: number;
};

export type Claims = ReadonlyMap<string, Claim>;

/** Tasks by member id. A task that must first be released is given to nobody. */
export function assignCooperatively(
  tasks: readonly number[],
  claims: Claims,
): ReadonlyMap<string, readonly number[]> {
  const owners = ownersOf(claims);
  const names = new Map([...claims].map(([id, { instance }]) => [`${instance}\n${id}`, id]));
  const nameOf = new Map([...names].map(([name, id]) => [id, name]));
  const target = assignTasks(
    tasks,
    [...names.keys()],
    new Map([...owners].map(([task, id]) => [task, nameOf.get(id)!])),
  );
  const assigned = new Map<string, number[]>([...claims.keys()].map((id) => [id, []]));
  for (const [task, name] of target) {
    const id = names.get(name)!;
    if ((owners.get(task) ?? id) === id) assigned.get(id)?.push(task);
  }
  return assigned;
}

/** The newest claim to a task counts. */
function ownersOf(claims: Claims): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  const newest = new Map<number, number>();
  for (const [id, { owned, generation }] of claims) {
    for (const task of owned) {
      if (generation < (newest.get(task) ?? Number.NEGATIVE_INFINITY)) continue;
      owners.set(task, id);
      newest.set(task, generation);
    }
  }
  return owners;
}

const version = 1;

/** An assigner for kafkajs over the topics of a group and the partitions they have. */
export function openAssigner(counts: ReadonlyMap<string, number>, claimOf: () => Claim): Assigner {
  const name = 'molecatcher';
  const tasks = Array.from({ length: Math.max(0, ...counts.values()) }, (_, task) => task);
  return {
    name,
    protocol: ({ topics }) => ({
      name,
      metadata: internals.MemberMetadata.encode({
        version,
        topics,
        userData: Buffer.from(JSON.stringify(claimOf())),
      }),
    }),
    async assign({ members }) {
      const claims = new Map(
        members.map(({ memberId, memberMetadata }) => [memberId, readClaim(memberMetadata)]),
      );
      return [...assignCooperatively(tasks, claims)].map(([memberId, own]) => ({
        memberId,
        memberAssignment: internals.MemberAssignment.encode({
          version,
          assignment: partitionsOf(own, counts),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  };
}

function readClaim(metadata: Buffer): Claim {
  const { userData } = internals.MemberMetadata.decode(metadata);
  return JSON.parse((userData ?? Buffer.from('')).toString()) as Claim;
}

/** Task n is partition n of each topic that has one. */
function partitionsOf(
  tasks: readonly number[],
  counts: ReadonlyMap<string, number>,
): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    [...counts].map(([topic, count]) => [topic, tasks.filter((task) => task < count)]),
  );
}
