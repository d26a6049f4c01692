// The record that is written when an incident opens, changes or closes: all an alerting consumer
// needs without a look-up.

import type { Incident } from '../generated/records.ts';
import type { Blocks } from './blocks.ts';
import { hash128 } from './hash.ts';
import { anomalyIds, countOf, families, type IncidentRow, riskOf } from './incident.ts';
import type { Past } from './past.ts';
import type { Profile } from './profile.ts';
import { roundScore } from './stats/special.ts';
import { dayMs, type Millis } from './time.ts';
import type { Bound } from './verdict.ts';

export type Suspect = {
  readonly user: string;
  readonly team: string | null;
  readonly profile: Profile;
  readonly detectors: readonly Bound[];
};
export type Kept = { readonly row: IncidentRow; readonly blocks: Blocks };
export type Change = {
  readonly state: 'opened' | 'updated' | 'closed';
  readonly at: Millis;
  readonly headline: string;
  /** Whether somebody is to be told, or only the record is to be up to date. */
  readonly isAnnounced: boolean;
};

/** A person whose own past is empty: what is usual among agents (see docs/detection.md). */
const usualUnexplainedShare = 0.04;

export function incidentRecord(suspect: Suspect, kept: Kept, change: Change): Incident {
  const { row, blocks } = kept;
  const ids = anomalyIds(row, blocks);
  const byFamily: Record<string, number> = {};
  families.forEach((family, index) => {
    const risk = row.risk.get(index);
    if (risk > 0) byFamily[family] = roundScore(risk);
  });
  const byDetector: Record<string, number> = {};
  for (const { position, detector } of suspect.detectors) {
    const count = countOf(row, blocks, position);
    if (count > 0) byDetector[detector.id] = count;
  }
  // Of a closing no day is at hand: nothing happened on it.
  const { profile } = suspect;
  const isClosed = change.state === 'closed';
  const past = isClosed ? profile.pastBefore(Math.floor(change.at / dayMs)) : profile.past;
  return {
    // Named for the first anomaly: that one stays, whatever follows.
    id: hash128(`incident/${suspect.user}/${ids[0]}`),
    user: suspect.user,
    team: suspect.team,
    state: change.state,
    sequence: row.sequence,
    announced: change.isAnnounced,
    at: change.at,
    opened_at: row.openedAt,
    last_at: row.lastAt,
    closed_at: isClosed ? change.at : null,
    risk: roundScore(riskOf(row)),
    risk_by_family: byFamily,
    anomalies_by_detector: byDetector,
    anomalies: ids,
    anomalies_total: row.anomalies,
    headline: change.headline,
    estimated_start: row.startAt,
    records_taken: recordsTaken(profile, row.startAt, past),
    benign: benignExplanations(past),
  };
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
  return Math.round(taken);
}

/** What the person's advocate would say, and how far it was looked into already. */
function benignExplanations(past: Past): Incident['benign'] {
  return [
    {
      explanation: 'The ticket was written after the look-up.',
      outcome: 'Waited 60 minutes of event time; reads explained by then do not count.',
    },
    {
      explanation: 'A registered campaign or batch.',
      outcome: 'Reads that a campaign in the ticket feed covers do not count as unexplained.',
    },
    {
      explanation: 'A new person whose usual work is not known yet.',
      outcome: `${past.days} earlier days with events are known.`,
    },
  ];
}
