// Incidents: the anomalies of one person, joined until seven quiet days. What somebody is paged
// for.
//
// Strength of an anomaly = weight of its severity · score / threshold of its detector. Scores of
// different detectors are not comparable; how far each is above its own threshold is. A detector of
// high severity opens an incident alone; one of medium severity needs company, or to be far above.
// Inside a family the strongest counts (they see the same behaviour), halved every fourteen days;
// risk = the sum over families. An incident opens when the risk reaches its setting, or at once for
// a detector that always opens one. Each further anomaly writes it again, so that whoever looks
// sees what is known by now; somebody is told again only when the risk has grown by one, a family
// joins, or such a detector fires.

import { type Blocks, classFor } from './blocks.ts';
import type { Detector, Family, Finding } from './detector.ts';
import { layout, type View } from './layout.ts';
import { detectorsMax, incidentAnomaliesMax } from './limits.ts';
import { halved } from './stats/half-life.ts';
import { dayMs, type Millis } from './time.ts';

export const families: readonly Family[] = [
  'volume',
  'need',
  'target',
  'route',
  'time',
  'identity',
  'population',
];

const weights: Readonly<Record<Detector['severity'], number>> = {
  low: 0.25,
  medium: 0.5,
  high: 1,
  critical: 1,
};

export function strengthOf(detector: Detector, finding: Finding): number {
  const above = finding.threshold > 0 ? finding.score / finding.threshold : 1;
  return weights[detector.severity] * above;
}

export const quietMs = 7 * dayMs;
const halfLifeMs = 14 * dayMs;

export const incidentLayout = layout({
  openedAt: 'f64',
  lastAt: 'f64',
  startAt: 'f64',
  riskAt: 'f64',
  announcedRisk: 'f32',
  risk: ['f32', families.length],
  block: 'u32',
  anomalies: 'u32',
  sequence: 'u16',
  isOpen: 'u8',
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
  readonly strength: number;
  readonly always: boolean;
  readonly at: Millis;
  /** Start of the window in which it was seen. */
  readonly since: Millis;
};

export type Joined = { readonly state: 'opened' | 'updated'; readonly isAnnounced: boolean };

/** Joins an anomaly to the user's risk; says what is to be written, if there is an incident. */
export function join(
  row: IncidentRow,
  blocks: Blocks,
  evident: Evident,
  riskToOpen: number,
): Joined | undefined {
  const family = families.indexOf(evident.family);
  decayTo(row, evident.at);
  const known = row.risk.get(family);
  row.risk.set(family, Math.max(known, evident.strength));
  const risk = riskOf(row);
  if (row.isOpen === 0) {
    if (risk < riskToOpen && !evident.always) return undefined;
    row.isOpen = 1;
    row.openedAt = evident.at;
    row.startAt = evident.since;
    row.lastAt = evident.at;
    row.anomalies = 0;
    row.sequence = 0;
    row.announcedRisk = risk;
    row.block = blocks.allocate(blockClass);
    count(row, blocks, evident);
    return { state: 'opened', isAnnounced: true };
  }
  // Late events give late anomalies: both ends may move outwards.
  row.lastAt = Math.max(row.lastAt, evident.at);
  row.startAt = Math.min(row.startAt, evident.since);
  row.sequence += 1;
  count(row, blocks, evident);
  const isAnnounced = known === 0 || evident.always || risk >= row.announcedRisk + 1;
  if (isAnnounced) row.announcedRisk = Math.max(risk, row.announcedRisk);
  return { state: 'updated', isAnnounced };
}

/** Closes the incident; the risk stays and goes on decaying. */
export function close(row: IncidentRow, blocks: Blocks): void {
  row.isOpen = 0;
  blocks.free(row.block);
  row.block = 0;
}

export function riskOf(row: IncidentRow): number {
  let risk = 0;
  for (let family = 0; family < families.length; family += 1) risk += row.risk.get(family);
  return risk;
}

/** Moves the risks to an instant; they never grow by it, and an earlier instant changes nothing. */
export function decayTo(row: IncidentRow, at: Millis): void {
  const elapsedMs = at - row.riskAt;
  if (row.riskAt !== 0 && elapsedMs > 0) {
    for (let family = 0; family < families.length; family += 1) {
      const left = halved(row.risk.get(family), elapsedMs, halfLifeMs);
      // Not to linger for ever: a family that is gone is news when it comes back.
      row.risk.set(family, left < 0.01 ? 0 : left);
    }
  }
  row.riskAt = Math.max(row.riskAt, at);
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
