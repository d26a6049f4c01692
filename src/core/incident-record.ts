// The record that is written when a question or an incident opens, changes or closes: all that
// whoever alerts needs without a look-up.

import type { Incident } from '../generated/records.ts';
import { benignExplanations } from './benign.ts';
import type { Blocks } from './blocks.ts';
import type { Calibration, Tier } from './calibration.ts';
import { type ContextRow, contextFactor, contextFactors } from './context.ts';
import { hash128 } from './hash.ts';
import {
  anomalyIds,
  countOf,
  families,
  familyEvidence,
  type IncidentRow,
  logOddsOf,
  priorLogOdds,
  tiers,
} from './incident.ts';
import type { Past } from './past.ts';
import type { Profile } from './profile.ts';
import { roundScore } from './stats/special.ts';
import { dayMs, type Millis } from './time.ts';
import type { Bound } from './verdict.ts';

export type Suspect = {
  readonly name: string;
  readonly team: string | null;
  readonly profile: Profile;
  readonly detectors: readonly Bound[];
};
export type Kept = {
  readonly incident: IncidentRow;
  readonly context: ContextRow;
  readonly blocks: Blocks;
};
export type Change = {
  readonly state: 'opened' | 'updated' | 'closed';
  readonly at: Millis;
  readonly headline: string;
  /** Whether somebody is to be told, or only the record is to be up to date. */
  readonly isAnnounced: boolean;
};

/** A person whose own past is empty: what is usual among agents (see docs/detection.md). */
const usualUnexplainedShare = 0.04;

/** Named for the first anomaly: that one stays, whatever follows. */
export function incidentId(user: string, { incident, blocks }: Kept): string {
  return hash128(`incident/${user}/${anomalyIds(incident, blocks)[0]}`);
}

export function incidentRecord(
  { suspect, kept, calibration }: RecordParts,
  change: Change,
): Incident {
  const { incident: row, context, blocks } = kept;
  const { profile, name: user } = suspect;
  // Of a closing no day is at hand: nothing happened on it.
  const isClosed = change.state === 'closed';
  const past = isClosed ? profile.pastBefore(Math.floor(change.at / dayMs)) : profile.past;
  const logOdds = logOddsOf(row, contextFactor(context));
  const defence = { profile, context, past, since: row.startAt };
  return {
    id: incidentId(user, kept),
    user,
    team: suspect.team,
    state: change.state,
    tier: tiers[row.tier] as Tier,
    sequence: row.sequence,
    announced: change.isAnnounced,
    at: change.at,
    opened_at: row.openedAt,
    last_at: row.lastAt,
    closed_at: isClosed ? change.at : null,
    risk: roundScore(logOdds - priorLogOdds),
    risk_by_family: evidenceByFamily(row),
    context: contextFactors(context),
    peers_per_thousand: roundScore(calibration.peersPerThousand(logOdds)),
    anomalies_by_detector: countsByDetector(suspect, row, blocks),
    anomalies: anomalyIds(row, blocks),
    anomalies_total: row.anomalies,
    headline: change.headline,
    estimated_start: row.startAt,
    // A detector that follows somebody for weeks knows better than the sum over days.
    records_taken: Math.round(row.taken > 0 ? row.taken : recordsTaken(profile, row.startAt, past)),
    benign: benignExplanations(defence),
  };
}

export type RecordParts = {
  readonly suspect: Suspect;
  readonly kept: Kept;
  readonly calibration: Calibration;
};

function evidenceByFamily(row: IncidentRow): Record<string, number> {
  const byFamily: Record<string, number> = {};
  for (const family of families) {
    const logEvidence = familyEvidence(row, family);
    if (logEvidence > 0) byFamily[family] = roundScore(logEvidence);
  }
  return byFamily;
}

function countsByDetector(
  { detectors }: Suspect,
  row: IncidentRow,
  blocks: Blocks,
): Record<string, number> {
  const byDetector: Record<string, number> = {};
  for (const { position, detector } of detectors) {
    const count = countOf(row, blocks, position);
    if (count > 0) byDetector[detector.id] = count;
  }
  return byDetector;
}

/**
 * Records beyond the usual since a day: the larger of the distinct subjects above the own mean and
 * the subjects without a reason above the own share, summed over the days of the ring.
 */
function recordsTaken(profile: Profile, since: Millis, past: Past): number {
  const share = past.subjects > 0 ? past.unexplained / past.subjects : usualUnexplainedShare;
  const usual = past.days > 0 ? past.subjects / past.days : undefined;
  let taken = 0;
  profile.eachDay(Math.floor(since / dayMs), (day) => {
    const unexplained = day.unexplainedSubjects - share * day.subjects;
    const beyond = usual === undefined ? 0 : day.subjects - usual;
    // A quiet day gives nothing back.
    taken += Math.max(0, unexplained, beyond);
  });
  return taken;
}
