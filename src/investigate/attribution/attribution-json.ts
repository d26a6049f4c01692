// An attribution as one value, for machines. Names as in its table, and as the records have them;
// instants in milliseconds. docs/attribution.md says what each is.

import { whyUsualIsUnknown } from '../../core/attribution/cutoff.ts';
import { apartJson } from './apart-words.ts';
import { type Answer, type WeighedSuspect, whoStandsOut } from './attribute-list.ts';
import { drawnSegments, isBounded } from './drawn-segments.ts';
import { isWay } from './entity-kinds.ts';
import { inFavour } from './in-favour.ts';
import { readsByPeople, unreadOf } from './list-words.ts';
import { onlyOutOfTime, outOfTime, weeksOf, whenReader } from './out-of-time.ts';
import type { OneCustomer } from './same-customers.ts';

export function attributionJson(answer: Answer) {
  const { conclusion, by, suspects, nobody, evidence, customers, span, spans, unknown } = answer;
  return {
    by: by.id,
    conclusion,
    nobody,
    ...namingJson(answer),
    victims: evidence.victims.map(({ id, stratum, cutoff, certainty, readers }, i) => ({
      ...{ customer: id, segment: stratum, cutoff, certainty, readers },
      ...datesJson(customers[i]!),
      ...alsoOf(customers[i]!),
    })),
    tested: evidence.tested,
    look_back_weeks: weeksOf(spans.lookBackMs),
    counted_from: span.from,
    counted_until: span.until,
    ...usualJson(answer),
    sampled: sampledJson(answer),
    ...notCountedJson(answer),
    ...(isWay(by) ? { reads_without: unknown.length } : {}),
    ...partsJson(answer),
    suspects: suspects.map((one) => suspectJson(answer, one)),
  };
}

function suspectJson(answer: Answer, one: WeighedSuspect) {
  const { evidence, by } = answer;
  return {
    entity: one.entity,
    is_person: one.isPerson,
    team: one.team,
    decision: one.decision,
    victims_read: one.hits,
    without_reason: one.strays,
    on_own_ticket: one.asked.ownTicket,
    reasons_unknown: one.asked.unknown,
    along: one.along,
    known_for_long: one.known,
    expected: one.expected,
    expected_usual: one.expectedUsual,
    p_without_reason: one.pStrays,
    p_read: one.pHits,
    upper_bounds: isBounded(answer, one) ? boundsOfDrawn : [],
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
    ...(whoStandsOut({ suspects: [one], by }).length > 0 && !isWay(by)
      ? besideJson(answer, one)
      : {}),
  };
}

const boundsOfDrawn = ['expected', 'expected_usual', 'p_without_reason', 'p_read'] as const;

/** What is said of those who stand out alone. */
function besideJson(answer: Answer, suspect: WeighedSuspect) {
  const not = onlyOutOfTime(answer, suspect.entity);
  return {
    in_favour: inFavour(answer, suspect),
    victims_not_counted: not.map(([when, ids]) => ({ when, customers: ids })),
  };
}

/** Whether nobody is named whatever was read, and by which victims. */
function namingJson(answer: Answer) {
  const { by, customers, isDated } = answer;
  const { all, unknown } = readsByPeople(answer);
  const reasons = [
    ...(isDated ? [] : ['undated-victims' as const]),
    ...(all > 0 && unknown === all ? ['reasons-unknown' as const] : []),
  ];
  const because = isWay(by) ? ['by-way' as const] : reasons;
  return {
    is_naming_withheld: because.length > 0,
    naming_withheld_because: because,
    undated: customers.filter(({ isUndated }) => isUndated).map(({ id }) => id),
  };
}

/** Of an undated victim the end of what is archived stands for a date, and is none. */
function datesJson({ dates, isUndated = false }: OneCustomer) {
  return {
    is_dated: !isUndated,
    reported_at: isUndated ? null : dates.reportedAt,
    first_complaint_at: isUndated ? null : dates.complainedAt,
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

function usualJson({ by, evidence, span, spans }: Answer) {
  if (isWay(by)) return {};
  const cutoffs = evidence.victims.map(({ cutoff }) => cutoff);
  return { usual_unknown_because: whyUsualIsUnknown(span, cutoffs, spans) };
}

function sampledJson(answer: Answer) {
  return drawnSegments(answer).map((one) => ({
    segment: one.segment,
    drawn_customers: one.customers,
    one_in: one.everyOfReaders,
    one_in_of_everybody: one.every,
    one_in_of_controls: one.everyOfControls,
    ...(one.isSmall ? { victims_needed: one.victimsNeeded } : {}),
  }));
}

/** Reads and victims that say nothing of anybody, and reads that name nobody. */
function notCountedJson(answer: Answer) {
  const { never, late } = unreadOf(answer);
  const { all, unknown } = readsByPeople(answer);
  return {
    not_counted: outOfTime(answer.reads, whenReader(answer)).map(([when, reads]) => {
      const readers = new Set(reads.map(({ user }) => user)).size;
      return { when, reads: reads.length, readers };
    }),
    never_read: never,
    read_out_of_time: late,
    reads_by_people: { in_time: all, reasons_unknown: unknown },
  };
}

/** Null: they are too many to try, or have read the same victims. */
function partsJson(answer: Answer) {
  const { apart, by } = answer;
  if (apart !== null) return { taken_apart: apartJson(apart, answer) };
  return !isWay(by) && whoStandsOut(answer).length > 1 ? { taken_apart: null } : {};
}
