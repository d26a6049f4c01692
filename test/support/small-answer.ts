// An answer to a list of ten victims, as attributeList makes it, of evidence made by hand. For
// tests of what is said.

import { attribute } from '../../src/core/attribution/attribute.ts';
import { usualSpans } from '../../src/core/attribution/cutoff.ts';
import type { Candidate, Evidence } from '../../src/core/attribution/evidence.ts';
import { complaintsNeeded, ifEarlier, robustness } from '../../src/core/attribution/robustness.ts';
import { takeApart } from '../../src/core/attribution/several-sources.ts';
import { dayMs } from '../../src/core/time.ts';
import {
  type Answer,
  type WeighedSuspect,
  whoStandsOut,
} from '../../src/investigate/attribution/attribute-list.ts';
import { type EntityKind, userKind } from '../../src/investigate/attribution/entity-kinds.ts';
import { readsSql, type VictimRead } from '../../src/investigate/attribution/reads-of-victims.ts';
import { whatWasRead, withoutLast } from '../../src/investigate/attribution/reads-that-count.ts';
import { everyOne } from '../../src/investigate/attribution/sampling.ts';
import { evidenceOf } from './small-evidence.ts';

export const cutoff = Date.UTC(2026, 5, 1);

/** As attributeList makes it, without ClickHouse. */
export function answerOf(conclusion: Answer['conclusion'], ...candidates: Candidate[]): Answer {
  const drawn = evidenceOf(...candidates);
  const victims = drawn.victims.map((one, i) => ({ ...one, id: `C<${i}>`, cutoff }));
  const evidence = { ...drawn, victims };
  const reads = candidates.flatMap(({ entity, hits, isPerson }) =>
    hits.flatMap((hit, i): VictimRead[] => {
      if (hit === 'none') return [];
      const isRouted = hit === 'routed';
      const [event, by] = [`e${i}`, entity];
      const about = {
        entity: by,
        event,
        look: event,
        queue: 'en',
        segment: 'en',
        touch: 'opened',
        ticket: '',
        marks: 0,
      };
      const reason = isRouted ? 'ticket-named' : 'none';
      const at = cutoff - (10 + i) * dayMs;
      return [
        { ...about, subject: `C<${i}>`, user: entity, isPerson, team: 'a', at, reason, isRouted },
      ];
    }),
  );
  // Whoever handles the complaint.
  reads.push({ ...reads[0]!, user: 'triage', entity: 'triage', at: cutoff + 2 * dayMs });
  const { suspects, nobody } = attribute(evidence);
  const found = robustness(evidence, suspects);
  const earlier = earlierOf(evidence, reads, userKind);
  const weighed = suspects.map((one): WeighedSuspect => {
    const own = candidates.find(({ entity }) => entity === one.entity)!;
    return {
      ...{ ...one, ...whatWasRead(ownOf(one.entity, reads)), team: 'en-1' },
      ...{ firstAt: cutoff - 20 * dayMs, lastAt: cutoff - 10 * dayMs },
      coverage: { share: 1, blind: 0 },
      robustness: found.get(one.entity),
      ifEarlier: earlier.get(one.entity),
      ...(one.decision === 'lead' ? { complaintsNeeded: complaintsNeeded(evidence, own) } : {}),
    };
  });
  const span = { from: cutoff - 200 * dayMs, until: cutoff, cleanUntil: cutoff - 80 * dayMs };
  const out = whoStandsOut({ suspects, by: userKind }).map(({ entity }) => entity);
  const apart = takeApart(evidence, out);
  const answer = { conclusion, suspects: weighed, nobody, apart, evidence, span, reads };
  const sampling = new Map([['en', everyOne]]);
  const dates = { reportedAt: null, complainedAt: cutoff + dayMs };
  const customers = victims.map(({ id, certainty }) => {
    return { id, certainty, dates, ids: [id], listed: [id] };
  });
  const asked = { sampling, spans: usualSpans, by: userKind, statements: [readsSql] };
  return { ...answer, ...asked, customers, unknown: [], isDated: true };
}

export function earlierOf(evidence: Evidence, reads: readonly VictimRead[], kind: EntityKind) {
  const inTime = evidence.victims.map(({ id }) =>
    reads.filter(({ subject, at }) => subject === id && at <= cutoff),
  );
  const without = (lastMs: number) => withoutLast({ evidence, inTime }, kind, lastMs);
  return ifEarlier(evidence, without, attribute(evidence).suspects);
}

function ownOf(wanted: string, reads: readonly VictimRead[]): VictimRead[] {
  return reads.filter(({ entity, at }) => entity === wanted && at <= cutoff);
}

/** Where somebody's reads are others, of the same victims; what was counted stays. */
export function readAs(
  answer: Answer,
  wanted: string,
  change: (read: VictimRead) => VictimRead,
): Answer {
  const reads = answer.reads.map((read) => (read.entity === wanted ? change(read) : read));
  const suspects = answer.suspects.map((one) => {
    if (one.entity !== wanted) return one;
    return { ...one, ...whatWasRead(ownOf(wanted, reads)) };
  });
  return { ...answer, reads, suspects };
}
