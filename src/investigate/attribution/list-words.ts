// What is said of a list of victims as a whole: who read any of them, up to when reads count, which
// ones do not and why, and what nobody can tell by it. For the text and the page of an attribution.

import { lookBackOfUsual, whyUsualIsUnknown } from '../../core/attribution/cutoff.ts';
import { askedOf } from './asked-for.ts';
import type { Answer } from './attribute-list.ts';
import { drawnText } from './drawn-words.ts';
import { isWay } from './entity-kinds.ts';
import {
  guardDays,
  onlyOutOfTime,
  outOfTime,
  weeksOf,
  whenReader,
  whenText,
} from './out-of-time.ts';
import { many, shortList } from './shared-words.ts';

export function aboutTheList(answer: Answer): string[] {
  const { unknown, by } = answer;
  const lines = [
    howManyRead(answer),
    cutoffText(answer),
    ...mergedText(answer),
    ...notCountedText(answer),
    ...unreadText(answer),
  ];
  if (unknown.length > 0) {
    const victims = new Set(unknown.map(({ subject }) => subject)).size;
    const left = `${many(unknown.length, 'read')}, of ${many(victims, 'victim')}`;
    lines.push(`Left out: ${left}, without any ${by.one} on record.`);
  }
  lines.push(...drawnText(answer));
  if (isWay(by)) return lines;
  lines.push(...reasonsKnownText(answer), ...usualText(answer));
  return lines;
}

/** By which of the two it is, something can be done or nothing. */
function usualText({ evidence, span, spans }: Answer): string[] {
  const cutoffs = evidence.victims.map(({ cutoff }) => cutoff);
  const why = whyUsualIsUnknown(span, cutoffs, spans);
  if (why === null) return [];
  const said =
    'to say what was usual before: all is held against what is read now, which hides whoever ' +
    'took very many.';
  if (why === 'log-too-young') return [`The log is too young ${said}`];
  const [own, needed] = [spans.lookBackMs, lookBackOfUsual(spans)].map(weeksOf);
  return [
    `The look-back of ${many(own!, 'week')} is too short ${said} With --look-back ${needed} or ` +
      'more it is known, as far as the log goes back.',
  ];
}

function howManyRead({ evidence, spans, by }: Answer): string {
  const { victims, candidates, tested } = evidence;
  const some = `${many(victims.length, 'victim')}; ${candidates.length} of ${tested}`;
  const before = `in the ${weeksOf(spans.lookBackMs)} weeks before the cut-off`;
  if (isWay(by)) return `${some} ${by.many} by which anything was read led to some, ${before}.`;
  return `${some} who read anything have read some of them ${before}.`;
}

/** What the cut-off is, and rests on. */
function cutoffText({ customers, isDated }: Answer): string {
  const alone = customers.filter(({ dates }) => dates.complainedAt === null).length;
  const weeks = `${guardDays} days before the call, as days of calls are misremembered`;
  const usual = 'a day before the complaint, or the call where that was earlier';
  const undated = isDated
    ? ''
    : ' Where no date is known the end of what is archived stands for it, and nobody is named.';
  if (alone === 0) return `The cut-off is ${usual}.`;
  if (alone === customers.length) {
    return `The cut-off is ${weeks}: no complaint is on record.${undated}`;
  }
  return (
    `The cut-off is ${usual}; of ${many(alone, 'victim')} without a complaint on record it is ` +
    `${weeks}.${undated}`
  );
}

/** Who has several ids, and who of them came on the list by more than one. */
function mergedText({ customers }: Answer): string[] {
  const merged = customers.filter(({ ids }) => ids.length > 1);
  if (merged.length === 0) return [];
  const shown = merged.map(({ id, ids }) => `${id} is ${shortList(ids.slice(1))} too`);
  const twice = merged.filter(({ listed }) => listed.length > 1).map(({ id }) => id);
  const lines = [`Merged customers, whose reads count under each id: ${shortList(shown, '; ')}.`];
  if (twice.length > 0) {
    const said = 'On the list by several ids, and one victim, by the earlier dates';
    lines.push(`${said}: ${shortList(twice)}.`);
  }
  return lines;
}

function notCountedText(answer: Answer): string[] {
  const parts = outOfTime(answer.reads, whenReader(answer)).map(([when, there]) => {
    const people = new Set(there.map(({ user }) => user)).size;
    const who = when === 'since-complaint' ? `${people} who may have handled it` : `${people}`;
    return `${many(there.length, 'read')} by ${who}, ${whenText(when, answer)}`;
  });
  return parts.length === 0 ? [] : [`Not counted: ${parts.join('; ')}.`];
}

/** Victims whom somebody has read only at times that do not count. */
export function elsewhereText(answer: Answer, entity: string): string[] {
  const parts = onlyOutOfTime(answer, entity).map(([when, ids]) => {
    return `${shortList(ids)}, read ${whenText(when, answer)}`;
  });
  return parts.length === 0 ? [] : [`  Not counted: ${parts.join('; ')}.`];
}

/** Who was never read is something else than who was read at a time that does not count. */
export function unreadOf({ evidence, reads, unknown }: Answer) {
  const isUnknown = new Set(unknown.map(({ subject }) => subject));
  const isRead = new Set(reads.map(({ subject }) => subject));
  const unread = evidence.victims
    .filter(({ id }, i) => {
      return !isUnknown.has(id) && evidence.candidates.every(({ hits }) => hits[i] === 'none');
    })
    .map(({ id }) => id);
  return {
    never: unread.filter((id) => !isRead.has(id)),
    late: unread.filter((id) => isRead.has(id)),
  };
}

function unreadText(answer: Answer): string[] {
  const { never, late } = unreadOf(answer);
  return [
    ...(never.length === 0 ? [] : [`Read by nobody: ${shortList(never)}.`]),
    ...(late.length === 0 ? [] : [`Read, but not in time: ${shortList(late)}.`]),
  ];
}

/** Of those in time: how many, and of how many nothing is known of reasons. */
export function readsByPeople(answer: Answer) {
  const when = whenReader(answer);
  const counted = answer.reads.filter((read) => read.isPerson && when(read) === 'in-time');
  const unknown = counted.filter((read) => askedOf(read) === 'unknown').length;
  return { all: counted.length, unknown };
}

/** Names rest on reads that nobody had asked for, which cannot be told without reasons. */
function reasonsKnownText(answer: Answer): string[] {
  const { all, unknown } = readsByPeople(answer);
  if (unknown === 0) return [];
  if (unknown < all) {
    return [
      `Of ${unknown} of ${all} reads by people nothing is known of reasons: nobody ` +
        'can be named by those.',
    ];
  }
  return [
    'Nothing is known of the reasons of these reads, as where no tickets are fed in. Names rest ' +
      'on reads that nobody had asked for: nobody can be named by this list.',
  ];
}
