// What is counted about a list of victims before anything is concluded: who read them in time, and
// how likely each of those was to read them anyway. Counted in memory for simulated worlds, by
// ClickHouse for an analyst; the conclusions (attribute.ts) are the same code for both.
//
//   ── look-back, 26 weeks ──────────────────────────┤ cut-off ├── first complaint ── reads by
//    reads that count                                             those who handle the complaint
//
// A read after the customer has complained never counts: whoever handles complaints has opened
// exactly the files of the victims.

import type { Millis } from '../time.ts';

/** Somebody, or something, by which records were read; by name. */
export type Entity = string;

export type Evidence = {
  /**
   * Whether candidates are ways that reads took, such as hosts, and not those who read: all reads
   * are then counted, of machines too, and nobody is named by them.
   */
  readonly isOfWays?: boolean;
  readonly victims: readonly Victim[];
  /** All who read any victim in time. Whoever read none is no candidate, but was tested. */
  readonly candidates: readonly Candidate[];
  /** Entities that read anything in those weeks: so many were tested. */
  readonly tested: number;
  /** Summed over people; of newcomers too what is usual counts, which is what they had routed. */
  readonly reachOfAll: Reach;
  /** By stratum. */
  readonly controls: ReadonlyMap<string, Controls>;
};

/**
 * All customers of a stratum that are not on the list, each weighed by how often people read them:
 * what a very large draw by contact would give.
 */
export type Controls = {
  readonly weight: number;
  /** So many equal ones would tell as much: L. Kish, Survey Sampling, 1965: (Σ w)² / Σ w². */
  readonly effective: number;
};

/**
 * But for one own stray of each: whoever takes customers looks at each once, and is not to hide by
 * that. Whoever works without tickets comes back to the same ones, whom they do read more often.
 */
export type ControlsRead = {
  /** Of those that the candidate read, without those strays. */
  readonly weight: number;
  /** Of a person: customers read without a reason too. */
  readonly strays: number;
};

export type Victim = {
  readonly id: string;
  /** Customers of one stratum are served by the same people, as far as is known: a segment. */
  readonly stratum: string;
  /**
   * Others that it was of when reads of it were done, if any: whoever read it then is to be held
   * against those.
   */
  readonly otherStrata?: readonly string[];
  readonly cutoff: Millis;
  /** How sure it is that somebody who knew the record has called, from 0 to 1. */
  readonly certainty: number;
  /** People who read the record in the look-back: as candidates are, by their newest read. */
  readonly readers: number;
  /** Reads of the record in the look-back, by people. */
  readonly servedBy: readonly Served[];
};

/** A read by somebody, at the desk where it was done. */
export type Served = {
  readonly desk: Desk;
  readonly by: Entity;
  /** Whether somebody else had asked for it: desk.ts. */
  readonly isRouted: boolean;
};

/** Queue, day and shift of a read. */
export type Desk = string;

export type Candidate = {
  readonly entity: Entity;
  /** Machines and ways are not accused: what they read is a route. */
  readonly isPerson: boolean;
  /** By victim, in the order of `victims`. */
  readonly hits: readonly Hit[];
  readonly reach: Reach;
  /** By desk of any victim: the candidate's share of all that people read there. */
  readonly shares: ReadonlyMap<Desk, number>;
  /** By stratum: what the candidate read of its controls in those weeks. */
  readonly controls: ReadonlyMap<string, ControlsRead>;
  /** Share of the candidate's reads that are in the log with their customers, from 0 to 1. */
  readonly coverage: number;
};

/** Distinct customers read, by stratum. */
export type Reach = {
  /** In the weeks that hold the look-back of every victim. */
  readonly recent: ReadonlyMap<string, number>;
  /**
   * As many as would have been usual in so long a time: those of routed reads, and others at the
   * rate of a time before any theft. Of a candidate who read nothing in that time nobody knows what
   * is usual: as many as they read.
   */
  readonly usual: ReadonlyMap<string, number>;
};

/**
 * Not read, read for routed work too, or only without such a reason. Of those without one, `along`
 * came with another victim, which counts for both, and were never opened alone (hits.ts); `known`
 * are customers whom the same person had opened before the look-back already (known-customers.ts).
 */
export type Hit = 'none' | 'routed' | 'stray' | 'along' | 'known';
