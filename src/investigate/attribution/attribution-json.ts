// An attribution as one value, for machines. Names as in its table; instants in milliseconds.

import { apartJson } from './apart-words.ts';
import type { Answer } from './attribute-list.ts';
import { isWay } from './entity-kinds.ts';
import type { OneCustomer } from './same-customers.ts';

export function attributionJson(answer: Answer) {
  const { conclusion, by, suspects, nobody, evidence, customers, span, unknown, apart } = answer;
  return {
    by: by.id,
    conclusion,
    nobody,
    victims: evidence.victims.map(({ id, stratum, cutoff, certainty, readers }, i) => ({
      ...{ customer: id, segment: stratum, cutoff, certainty, readers },
      ...alsoOf(customers[i]!),
    })),
    tested: evidence.tested,
    counted_from: span.from,
    counted_until: span.until,
    ...(isWay(by) ? { reads_without: unknown.length } : {}),
    ...(apart === null ? {} : { taken_apart: apartJson(apart, answer) }),
    suspects: suspects.map((one) => ({
      entity: one.entity,
      is_person: one.isPerson,
      team: one.team,
      decision: one.decision,
      victims_read: one.hits,
      without_reason: one.strays,
      on_own_ticket: one.asked.ownTicket,
      reasons_unknown: one.asked.unknown,
      along: one.along,
      expected: one.expected,
      expected_usual: one.expectedUsual,
      p_without_reason: one.pStrays,
      p_read: one.pHits,
      log_bayes_factor: one.logBayesFactor,
      probability: one.probability,
      reasons: one.reasons,
      first_at: one.firstAt,
      last_at: one.lastAt,
      coverage: one.coverage?.share ?? null,
      accesses_without_ids: one.coverage?.blind ?? null,
      hangs_on: one.robustness?.hangsOn?.map((position) => evidence.victims[position]!.id),
      same_decision_of_draws: one.robustness && [one.robustness.same, one.robustness.draws],
      if_cutoffs_were_earlier: one.ifEarlier?.map(({ days, decision }) => ({ days, decision })),
      complaints_needed: one.complaintsNeeded,
      readers: one.readers?.map(({ user, victims }) => ({ user, victims_read: victims })),
    })),
  };
}

/** Other ids of the same customer, and those of them that were on the list. */
function alsoOf({ ids, listed }: OneCustomer) {
  const [also, twice] = [ids.slice(1), listed.slice(1)];
  return {
    ...(also.length === 0 ? {} : { also }),
    ...(twice.length === 0 ? {} : { listed_as_well: twice }),
  };
}
