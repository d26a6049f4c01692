// What machines get of an attribution beside its table: whether a name was withheld and why, what
// was not counted, and what speaks for somebody. What was drawn is in drawn-segments.test.ts.

import { expect, test } from 'vitest';
import { reachSpan } from '../../src/core/attribution/cutoff.ts';
import { dayMs } from '../../src/core/time.ts';
import type { Answer } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionJson } from '../../src/investigate/attribution/attribution-json.ts';
import { entityKinds } from '../../src/investigate/attribution/entity-kinds.ts';
import { answerOf, cutoff, readAs } from '../support/small-answer.ts';
import { candidate } from '../support/small-evidence.ts';

const named = answerOf('named', candidate('anna', 'sssssss---'), candidate('ben', '---------r'));

/** Of the first victim no date is known, so that nobody is named. */
function undated(): Answer {
  const suspects = named.suspects.map((one) => {
    return one.decision === 'named' ? { ...one, decision: 'lead' as const } : one;
  });
  const customers = named.customers.map((one, i) => {
    const dates = { reportedAt: cutoff + 20 * dayMs, complainedAt: null };
    return i === 0 ? { ...one, dates, isUndated: true } : one;
  });
  return { ...named, conclusion: 'leads', suspects, customers, isDated: false };
}

test('a name that was withheld for want of dates is said to be, and by which victims', () => {
  const said = attributionJson(undated());
  expect(said).toMatchObject({
    is_naming_withheld: true,
    naming_withheld_because: ['undated-victims'],
    undated: ['C<0>'],
  });
  expect(said.victims[0]).toMatchObject({
    ...{ is_dated: false, reported_at: null, first_complaint_at: null },
  });
  expect(said.victims[1]).toMatchObject({
    ...{ is_dated: true, reported_at: null, first_complaint_at: cutoff + dayMs },
  });
  expect(attributionJson(named)).toMatchObject({
    ...{ is_naming_withheld: false, naming_withheld_because: [], undated: [] },
  });
});

test('nor is anybody named where nothing is known of any reason, or by a way', () => {
  const unknown = (answer: Answer, name: string) =>
    readAs(answer, name, (read) => ({ ...read, reason: 'unknown', isRouted: true }));
  const some = attributionJson(unknown(named, 'anna'));
  expect(some).toMatchObject({ is_naming_withheld: false });
  expect(some.reads_by_people).toEqual({ in_time: 8, reasons_unknown: 7 });
  expect(attributionJson(unknown(unknown(named, 'anna'), 'ben'))).toMatchObject({
    ...{ is_naming_withheld: true, naming_withheld_because: ['reasons-unknown'] },
    reads_by_people: { in_time: 8, reasons_unknown: 8 },
  });
  const by = entityKinds.find(({ id }) => id === 'host')!;
  expect(attributionJson({ ...named, by })).toMatchObject({ naming_withheld_because: ['by-way'] });
});

test('what does not count is said by when it was, and whom it leaves unread', () => {
  const own = named.reads.find(({ entity }) => entity === 'anna')!;
  const late = { ...own, subject: 'C<7>', at: cutoff + 3 * dayMs };
  const early = { ...own, subject: 'C<8>', at: cutoff - 200 * dayMs };
  const said = attributionJson({ ...named, reads: [...named.reads, late, early] });
  expect(said.not_counted).toEqual([
    { when: 'since-complaint', reads: 2, readers: 2 },
    { when: 'too-early', reads: 1, readers: 1 },
  ]);
  expect(said.read_out_of_time).toEqual(['C<7>', 'C<8>']);
  expect(said.never_read).toEqual([]);
  expect(said.suspects[0]!.victims_not_counted).toEqual([
    { when: 'since-complaint', customers: ['C<7>'] },
    { when: 'too-early', customers: ['C<8>'] },
  ]);
  expect(attributionJson(named).never_read).toEqual(['C<7>', 'C<8>']);
});

test('what speaks for whoever stands out is said of nobody else', () => {
  const [anna, ben] = attributionJson(named).suspects;
  expect(anna!.in_favour).toEqual({ what: 'never-read', victims: 3 });
  expect(ben).not.toHaveProperty('in_favour');
  const lead = answerOf('leads', candidate('anna', 'rrrr------'));
  expect(attributionJson(lead).suspects[0]!.in_favour).toEqual({ what: 'asked', victims: 4 });
});

test('why nothing is known of what is usual is said, and how far back it was looked', () => {
  expect(attributionJson(named)).toMatchObject({
    look_back_weeks: 26,
    usual_unknown_because: null,
  });
  const spans = { ...named.spans, lookBackMs: 13 * 7 * dayMs };
  const span = reachSpan([cutoff], spans, cutoff - 400 * dayMs);
  expect(attributionJson({ ...named, spans, span })).toMatchObject({
    ...{ look_back_weeks: 13, usual_unknown_because: 'look-back-too-short' },
  });
  const young = reachSpan([cutoff], named.spans, cutoff - 60 * dayMs);
  expect(attributionJson({ ...named, span: young })).toMatchObject({
    usual_unknown_because: 'log-too-young',
  });
});

test('that several cannot be told apart is said, and of one nothing', () => {
  const [a, b, c] = ['anna', 'ben', 'chloe'].map((name) => candidate(name, 'ssssss----'));
  expect(attributionJson(answerOf('common-route', a!, b!, c!)).taken_apart).toBeNull();
  expect(attributionJson(named)).not.toHaveProperty('taken_apart');
});
