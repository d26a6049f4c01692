// Incidents: the anomalies of one person, joined until seven quiet days, in two tiers. A *question*
// asks what it was for and is no suspicion; for an *incident* somebody is paged.
//
//   finding → e-value → mean of its family → ln e, fading ─┐
//                                                          ├─► log odds ─┬─ ≥ question  asked
//   prior · context of the person ─────────────────────────┘             └─ ≥ incident  paged
//
// The thresholds come from budgets (core/calibration.ts): so many questions, so many incidents per
// 1,000 users and day. A detector that always opens (a canary) opens an incident at once, outside
// any budget. An open question rises to an incident when the evidence does. Each further anomaly
// writes the record again, so that whoever looks sees what is known by now; somebody is told again
// only when the odds have grown tenfold, a family joins, the tier rises, or such a detector fires.
//
// What was closed does not open again by what was known then: only a finding that says more than
// what is left of its family opens anything.

import { type Blocks, classFor } from './blocks.ts';
import type { Thresholds } from './calibration.ts';
import type { Family } from './detector.ts';
import { rareLayout, type View } from './layout.ts';
import { detectorsMax, incidentAnomaliesMax } from './limits.ts';
import {
  combinedLogOdds,
  halfLifeMs,
  hurdlesOf,
  logEvidenceOf,
  refreshedLogEvidence,
} from './stats/evidence.ts';
import { ln10 } from './stats/special.ts';
import { dayMs, type Millis } from './time.ts';
import { dropNews, noteClosed, noteNews, wouldOpenFields } from './would-open.ts';

export const families: readonly Family[] = [
  'volume',
  'need',
  'target',
  'route',
  'time',
  'identity',
  'population',
];

/** Of detectors that always open: beside that of their family, since it fades more slowly. */
const alwaysPlace = families.length;
const places = families.length + 1;
const halfLives = [...families.map((family) => halfLifeMs[family]), halfLifeMs.canary];

export const quietMs = 7 * dayMs;

/** Of somebody of whom nothing is known. */
export const priorLogOdds = combinedLogOdds([], 1);

export const tiers = ['none', 'question', 'incident'] as const;
export const questionTier = 1;
export const incidentTier = 2;

export const incidentLayout = rareLayout({
  openedAt: 'f64',
  lastAt: 'f64',
  startAt: 'f64',
  evidenceAt: 'f64',
  announcedOdds: 'f32',
  taken: 'f32',
  logEvidence: ['f32', places],
  block: 'u32',
  anomalies: 'u32',
  sequence: 'u16',
  tier: 'u8',
  alwaysFamily: 'u8',
  ...wouldOpenFields,
});
export type IncidentRow = View<typeof incidentLayout.fields>;

// A block while the incident is open: ids of the first anomalies, 128 bits each, then a count for
// every detector. Most rows have none.
const idWords = 4;
const countsAt = incidentAnomaliesMax * idWords;
const blockClass = classFor((countsAt + detectorsMax) * 4);

export type Evident = {
  readonly anomalyId: string;
  readonly detector: number;
  readonly family: Family;
  /** Of the family, with what its other detectors say of that day. */
  readonly eValue: number;
  /** By which the odds before any evidence are multiplied. */
  readonly contextFactor: number;
  /** Whether tickets are fed in, so that reasons can lack. */
  readonly hasTickets: boolean;
  readonly always: boolean;
  readonly at: Millis;
  /** Start of the window in which it was seen, or earlier where the detector knows. */
  readonly since: Millis;
  /** Records beyond the usual since then, where the detector knows. */
  readonly taken?: number | undefined;
};

export type Joined = {
  readonly state: 'opened' | 'updated';
  readonly isAnnounced: boolean;
  /** It has become an incident by this. */
  readonly isRisen: boolean;
};

/** What is kept of the user's case. */
export type Kept = { readonly incident: IncidentRow; readonly blocks: Blocks };

/** Joins an anomaly to the user's evidence; says what is to be written, if anything is open. */
export function join(
  { incident: row, blocks }: Kept,
  evident: Evident,
  thresholds: Thresholds,
): Joined | undefined {
  if (evident.at >= row.evidenceAt + quietMs) noteClosed(row);
  const place = evident.always ? alwaysPlace : families.indexOf(evident.family);
  decayTo(row, evident.at);
  const known = row.logEvidence.get(place);
  const isNewFamily = familyEvidence(row, evident.family) === 0;
  const { eValue, always, family } = evident;
  const found = logEvidenceOf(eValue, always ? 'canary' : family, hurdlesOf(evident));
  row.logEvidence.set(place, refreshedLogEvidence(unfaded(known, place), found));
  if (evident.always) row.alwaysFamily = families.indexOf(evident.family);
  const isMore = row.logEvidence.get(place) > known;
  const odds = logOddsOf(row, evident.contextFactor);
  // What comes once somebody is paged says nothing of honest people, nor does a canary.
  const isHonest = row.tier !== incidentTier && row.logEvidence.get(alwaysPlace) === 0;
  if (isMore && isHonest) noteNews(row, odds - priorLogOdds);
  // By what was known anyway nothing opens, and nothing rises.
  const tier = always ? incidentTier : isMore ? tierAt(odds, thresholds) : row.tier;
  if (row.tier === 0) {
    if (tier === 0) return undefined;
    open(row, blocks, evident);
    row.announcedOdds = odds;
    row.tier = tier;
    count(row, blocks, evident);
    return { state: 'opened', isAnnounced: true, isRisen: tier === incidentTier };
  }
  // Late events give late anomalies: both ends may move outwards.
  row.lastAt = Math.max(row.lastAt, evident.at);
  row.startAt = Math.min(row.startAt, evident.since);
  row.taken = Math.max(row.taken, evident.taken ?? 0);
  row.sequence += 1;
  count(row, blocks, evident);
  const isRisen = tier > row.tier;
  row.tier = Math.max(row.tier, tier);
  const isTenfold = odds >= row.announcedOdds + ln10;
  const isAnnounced = isRisen || isTenfold || evident.always || (isNewFamily && isMore);
  if (isAnnounced) row.announcedOdds = Math.max(odds, row.announcedOdds);
  return { state: 'updated', isAnnounced, isRisen };
}

function open(row: IncidentRow, blocks: Blocks, evident: Evident): void {
  row.openedAt = evident.at;
  row.startAt = evident.since;
  // Not its own time where it comes late: it would be over at once.
  row.lastAt = Math.max(evident.at, row.evidenceAt);
  row.taken = evident.taken ?? 0;
  row.anomalies = 0;
  row.sequence = 0;
  row.block = blocks.allocate(blockClass);
}

function tierAt(logOdds: number, { question, incident }: Thresholds): number {
  if (logOdds >= incident) return incidentTier;
  return logOdds >= question ? questionTier : 0;
}

/** Closes it; the evidence stays and goes on fading. */
export function close({ incident: row, blocks }: Kept): void {
  row.tier = 0;
  blocks.free(row.block);
  row.block = 0;
  noteClosed(row);
}

/** Somebody has found that it was theft. */
export function confirm(row: IncidentRow): void {
  dropNews(row);
}

/** ln of the e-value of a family, as far as it has not faded. */
export function familyEvidence(row: IncidentRow, family: Family): number {
  const place = families.indexOf(family);
  const own = row.logEvidence.get(place);
  return row.alwaysFamily === place ? Math.max(own, row.logEvidence.get(alwaysPlace)) : own;
}

export function logOddsOf(row: IncidentRow, contextFactor: number): number {
  return combinedLogOdds(
    families.map((family) => familyEvidence(row, family)),
    contextFactor,
  );
}

/** What was said by a family counts no more: somebody has looked into it. */
export function forgetFamily(row: IncidentRow, family: Family): void {
  const place = families.indexOf(family);
  row.logEvidence.set(place, 0);
  if (row.alwaysFamily === place) row.logEvidence.set(alwaysPlace, 0);
}

/** Moves the evidence to an instant; it never grows by it; an earlier instant changes nothing. */
export function decayTo(row: IncidentRow, at: Millis): void {
  const elapsedMs = row.evidenceAt === 0 ? 0 : Math.max(0, at - row.evidenceAt);
  for (let place = 0; elapsedMs > 0 && place < places; place += 1) {
    const known = { ...unfaded(row.logEvidence.get(place), place), elapsedMs };
    const left = refreshedLogEvidence(known, 0);
    // Not to linger for ever: a family that is gone is news when it comes back.
    row.logEvidence.set(place, left < 0.01 ? 0 : left);
  }
  row.evidenceAt = Math.max(row.evidenceAt, at);
}

function unfaded(logEvidence: number, place: number) {
  return { logEvidence, elapsedMs: 0, halfLifeMs: halfLives[place]! };
}

/** Ids of the first anomalies, oldest first. */
export function anomalyIds(row: IncidentRow, blocks: Blocks): string[] {
  const words = blocks.words(row.block);
  const start = blocks.start(row.block);
  const ids: string[] = [];
  for (let i = 0; i < Math.min(row.anomalies, incidentAnomaliesMax); i += 1) {
    let id = '';
    for (let word = 0; word < idWords; word += 1) {
      id += words[start + i * idWords + word]!.toString(16).padStart(8, '0');
    }
    ids.push(id);
  }
  return ids;
}

/** Anomalies of each detector, by its position. */
export function countOf(row: IncidentRow, blocks: Blocks, detector: number): number {
  return blocks.words(row.block)[blocks.start(row.block) + countsAt + detector]!;
}

function count(row: IncidentRow, blocks: Blocks, evident: Evident): void {
  const words = blocks.words(row.block);
  const start = blocks.start(row.block);
  if (row.anomalies < incidentAnomaliesMax) {
    for (let word = 0; word < idWords; word += 1) {
      const hex = evident.anomalyId.slice(word * 8, word * 8 + 8);
      words[start + row.anomalies * idWords + word] = Number.parseInt(hex, 16);
    }
  }
  words[start + countsAt + evident.detector]! += 1;
  row.anomalies += 1;
}
