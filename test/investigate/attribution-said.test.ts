// What must not be said of somebody by a list: that they never read whom they read at another time,
// that they were asked where nobody knows, that a read has no reason beside the ticket that it has;
// and that each figure says what it is of.

import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/core/attribution/evidence.ts';
import { dayMs } from '../../src/core/time.ts';
import type { Answer } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionJson } from '../../src/investigate/attribution/attribution-json.ts';
import { attributionPage } from '../../src/investigate/attribution/attribution-page.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import { colours } from '../../src/investigate/attribution/picture-colours.ts';
import { answerOf, cutoff, readAs } from '../support/small-answer.ts';
import { candidate } from '../support/small-evidence.ts';

const textOf = (answer: Answer) => attributionText(answer).join('\n');
const pageOf = (answer: Answer) =>
  attributionPage(answer, { command: 'attribute', version: '1', author: 'kim', at: cutoff });

describe('reads out of time', () => {
  const call = cutoff + 14 * dayMs;

  /** Of nobody is a complaint on record, so that two weeks before the call do not count. */
  function withoutComplaints(...times: number[]): Answer {
    const answer = answerOf('named', candidate('kim', 'sssss-----'));
    const dates = { reportedAt: call, complainedAt: null };
    const customers = answer.customers.map((one) => ({ ...one, dates }));
    const [own] = answer.reads.filter(({ entity }) => entity === 'kim');
    const more = times.map((at, i) => ({ ...own!, subject: `C<${5 + i}>`, at }));
    const reads = answer.reads.filter(({ entity }) => entity === 'kim');
    return { ...answer, customers, reads: [...reads, ...more] };
  }

  test('in the weeks before a call are no reads by nobody, and no handling of a complaint', () => {
    const answer = withoutComplaints(call - 6 * dayMs);
    const text = textOf(answer);
    expect(text).toContain('The cut-off is 14 days before the call');
    expect(text).toContain(
      'Not counted: 1 read by 1, in the 14 days before a call of which no complaint is on record.',
    );
    expect(text).toContain('Read by nobody: C<6>, C<7>, C<8>, C<9>.');
    expect(text).toContain('Read, but not in time: C<5>.');
    expect(text).toContain('For them speaks: 4 of 10 victims they have never read.');
    expect(text).toContain('Not counted: C<5>, read in the 14 days before a call');
    const page = pageOf(answer);
    expect(page).toContain('As far as is on record, no: 1 more read came in the 14 days before');
    expect(page).not.toMatch(/handled it|after the complaint|from the complaint on/);
    expect(page).toContain('without a reason on record, not counted</title>');
  });

  test('before the look-back, or after the call, are told apart', () => {
    const text = textOf(withoutComplaints(cutoff - 200 * dayMs, call + dayMs));
    expect(text).toContain(
      'Not counted: 1 read by 1, after the call, before any complaint on record; 1 read by 1, ' +
        'more than 26 weeks before the cut-off.',
    );
    expect(text).toContain('Read, but not in time: C<5>, C<6>.');
    expect(text).toContain('3 of 10 victims they have never read');
  });

  test('from the complaint on are said to be what whoever handles it may have done', () => {
    const answer = answerOf('named', candidate('kim', 'sssss-----'));
    const own = answer.reads.find(({ entity }) => entity === 'kim')!;
    const late = { ...own, at: cutoff + 3 * dayMs };
    const page = pageOf({ ...answer, reads: [...answer.reads, late] });
    expect(page).toContain('2 reads by 2 who may have handled it, from the complaint on.');
    expect(page).toContain('1 more read came from the complaint on. They do not count.');
    const early = { ...own, at: cutoff + dayMs / 2 };
    const dayBefore = textOf({ ...answer, reads: [...answer.reads, early] });
    expect(dayBefore).toContain('1 read by 1, in the day before call or complaint.');
    expect(pageOf(answer)).toContain('They have opened none of these files since.');
  });

  test('are not unread where nothing else is known', () => {
    const { reads, ...answer } = withoutComplaints(call - 6 * dayMs);
    const nobody = { ...answer, conclusion: 'unseen', suspects: [] } as const;
    const late = reads.filter(({ at }) => at > cutoff);
    expect(textOf({ ...nobody, reads: late })).toContain('were read, but not in time');
    expect(textOf({ ...nobody, reads: late })).toContain('Say when each first complained');
    expect(textOf({ ...nobody, reads: [] })).toContain('none of these customers was ever read');
  });

  test('say where no date is known at all', () => {
    const answer = { ...withoutComplaints(), isDated: false };
    expect(textOf(answer)).toContain('Where no date is known the end of what is archived');
    expect(textOf(withoutComplaints())).not.toContain('Where no date is known');
  });
});

describe('reasons', () => {
  const lead = answerOf('leads', candidate('anna', 'rrrr------'), candidate('ben', '-r--------'));

  test('of which nothing is known are not called asked for', () => {
    const noTickets = (read: Answer['reads'][number]) => ({
      ...read,
      // As of a house without tickets, and of a source that knows no reasons.
      reason: read.subject === 'C<0>' ? '' : 'unknown',
    });
    const answer = readAs(readAs(lead, 'anna', noTickets), 'ben', noTickets);
    const text = textOf(answer);
    expect(text).toContain('(UTC): 4 of which nothing is known of reasons.');
    expect(text).toContain('By reason: unknown 4.');
    expect(text).not.toContain('had asked them');
    expect(text).toContain('nobody can be named by this list.');
    expect(text).toContain(
      'More complaints like these would not tell: nothing is known of the reasons of 4 of these',
    );
    const page = pageOf(answer);
    expect(page).toContain(
      '0 of 4 records were opened because of a ticket or a task. Of 4 nothing',
    );
    expect(page).toContain('Nothing is known of the reasons of these reads.</li>');
    expect(page).toContain('4 of unknown reasons</text>');
    expect(page.match(/nothing is known of reasons<\/title>/g)).toHaveLength(4);
    expect(page).toContain('read, and nothing is known of reasons (hollow)');
    expect(page).not.toContain('somebody had asked</title>');
    // Nor in its colour, in a dot or a bar.
    expect(page).not.toContain(`fill="${colours.routed}"`);
    expect(pageOf(lead)).toContain(`fill="${colours.routed}"`);
    expect(attributionJson(answer).suspects[0]).toMatchObject({ reasons_unknown: 4 });
  });

  test('of which some are not known are said with how many', () => {
    const answer = readAs(lead, 'ben', (read) => ({ ...read, reason: 'unknown' }));
    const text = textOf(answer);
    expect(text).toContain('Of 1 of 5 reads by people nothing is known of reasons: nobody can be');
    expect(text).toContain('somebody had asked them to open 4 of these 4 records');
    expect(text).toMatch(/would not tell\.$/m);
    expect(textOf(lead)).not.toContain('nothing is known of reasons');
  });

  test('that a machine has none is no lack of tickets', () => {
    const answer = readAs(lead, 'ben', (read) => ({ ...read, isPerson: false, reason: '' }));
    expect(textOf(answer)).not.toContain('nothing is known of reasons');
    const [, ben] = answer.suspects;
    expect(ben).toMatchObject({ entity: 'ben', reasons: { none: 1 }, asked: { none: 1 } });
  });

  test('a ticket of the reader’s own, of a customer who had not called, is on record', () => {
    const named = answerOf('named', candidate('anna', 'sssssss---'));
    const answer = readAs(named, 'anna', (read) => {
      if (read.subject > 'C<1>') return read;
      return { ...read, reason: 'open-in-queue', ticket: `T-${read.subject}`, marks: 3 };
    });
    const text = textOf(answer);
    expect(text).toContain(
      '5 without a reason on record; 2 on a ticket of their own, of a customer who had not called.',
    );
    expect(text).toMatch(/read +unasked +by chance/);
    expect(text).toMatch(/named +anna +7 of 10 +7 /);
    expect(text).toContain('By reason: none 5, open-in-queue 2.');
    const page = pageOf(answer);
    expect(page).toContain(
      '0 of 7 records were opened because of a ticket or a task. 2 on a ticket',
    );
    expect(page.match(/on a ticket of their own[^<]*<\/title>/g)).toHaveLength(2);
    const said = { without_reason: 7, on_own_ticket: 2, reasons_unknown: 0 };
    expect(attributionJson(answer).suspects[0]).toMatchObject(said);
  });

  test('of a victim with several reads the one that says most for them counts', () => {
    const unknown = readAs(lead, 'anna', (read) => ({ ...read, reason: 'unknown' }));
    const asked = lead.reads.filter(({ subject }) => subject === 'C<1>');
    const both = { ...unknown, reads: [...unknown.reads, ...asked] };
    const [anna] = readAs(both, 'anna', (read) => read).suspects;
    expect(anna).toMatchObject({ asked: { asked: 1, unknown: 3 } });
    expect(anna!.reasons).toEqual({ unknown: 3, 'ticket-named': 1 });
  });
});

describe('by chance', () => {
  const usual = (name: string, hits: string): Candidate => {
    const one = candidate(name, hits, 400);
    return { ...one, reach: { ...one.reach, usual: new Map([['en', 200]]) } };
  };
  const rowOf = (answer: Answer, name: string) =>
    attributionText(answer).find((line) => line.includes(` ${name} `))!;

  test('of who is shared by all reads is by what is usual, as is how rare it is', () => {
    const people = ['anna', 'ben', 'chloe'].map((name) => usual(name, 'rrrrrr----'));
    const answer = answerOf('common-route', ...people);
    const [one] = answer.suspects;
    expect(one).toMatchObject({ decision: 'common-route', strays: 0, pStrays: 1 });
    expect(one!.expectedUsual).toBeLessThan(one!.expected);
    for (const name of ['anna', 'ben', 'chloe']) {
      expect(rowOf(answer, name)).toMatch(/^shared .*6 of 10 +0 +0\.0 +1 in /);
    }
    const strays = ['anna', 'ben', 'chloe'].map((name) => candidate(name, 'ssssss----', 4_000));
    const byStrays = answerOf(
      'common-route',
      ...strays.map((person) => {
        return { ...person, reach: { ...person.reach, usual: new Map([['en', 8_000]]) } };
      }),
    );
    expect(byStrays.suspects[0]!.pStrays).toBeLessThan(byStrays.suspects[0]!.pHits);
    const lately = byStrays.suspects[0]!.expected.toFixed(1);
    expect(lately).not.toBe(byStrays.suspects[0]!.expectedUsual.toFixed(1));
    expect(rowOf(byStrays, 'anna')).toContain(`  ${lately}  `);
    // Whom a list without dates does not name.
    const suspects = byStrays.suspects.map((person) => ({ ...person, decision: 'lead' as const }));
    const undated = { ...byStrays, conclusion: 'leads', suspects, isDated: false } as const;
    expect(rowOf(undated, 'anna')).toContain(`  ${lately}  `);
    expect(rowOf({ ...undated, isDated: true }, 'anna')).not.toContain(`  ${lately}  `);
  });

  test('says in each place by what', () => {
    const lead = answerOf('leads', usual('anna', 'rrrr------'), candidate('ben', '-s--------'));
    const said = 'would be read by chance, by what they read in the same time, and 0.0 by what is';
    expect(textOf(lead)).toContain(said);
    const page = pageOf(lead);
    expect(page).toContain('0.1 by chance, by what they read then</text>');
    expect(page).toContain('0.0 by chance, by what is usual</text>');
    expect(page).toMatch(
      /in the same time 0\.1 are to be expected, by what is usual for them 0\.0/,
    );
    const named = answerOf('named', candidate('anna', 'sssssss---'));
    expect(textOf(named)).toContain('would be read by chance, by what they read in the same time.');
    expect(pageOf(named)).not.toContain('by what is usual</text>');
  });
});

describe('how far what somebody read is known', () => {
  const named = answerOf('named', candidate('anna', 'sssssss---'));
  const covered = (coverage: Answer['suspects'][number]['coverage']): Answer => ({
    ...named,
    suspects: named.suspects.map((one) => ({ ...one, coverage })),
  });

  test('is a share of the customers that sources count, in which blind accesses are not', () => {
    const blind = textOf(covered({ share: 1, blind: 7 }));
    expect(blind).toContain(
      '7 accesses returned rows of which no source says whose, or of how many',
    );
    expect(blind).not.toContain('100.0 %');
    const both = textOf(covered({ share: 0.8, blind: 7 }));
    expect(both).toContain(
      'of the customers that sources count in what they read 80 % are known; 7',
    );
    expect(textOf(covered({ share: 1, blind: 0 }))).not.toContain('How far it is known');
  });

  test('is nothing where nobody has counted it', () => {
    expect(textOf(covered(null))).not.toContain('How far it is known');
    expect(attributionJson(covered(null)).suspects[0]).toMatchObject({
      ...{ coverage: null, accesses_without_ids: null },
    });
    expect(attributionJson(covered({ share: 1, blind: 0 })).suspects[0]).toMatchObject({
      ...{ coverage: 1, accesses_without_ids: 0 },
    });
  });
});
