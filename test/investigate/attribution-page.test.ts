// Names on the page of an attribution: whoever writes the log, the tickets or the list writes them,
// and the page is read by people and sent around. And how much of a long list its picture has.

import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionPage } from '../../src/investigate/attribution/attribution-page.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import { entityKinds } from '../../src/investigate/attribution/entity-kinds.ts';
import { answerOf, cutoff, readAs } from '../support/small-answer.ts';
import { candidate } from '../support/small-evidence.ts';

const about = { command: 'molecatcher attribute', version: '1', author: 'kim', at: cutoff };

/** Turns a line around, rings, paints, breaks a line, hides; and is markup. */
const evil = '\u202ex\u0007\u001b[2J\u2028\u200f\u2066\ufeff"><script>alert(1)</script>';
const harmful = /[^\P{C}\n]|[\u2028\u2029]|<script/u;
const asShown =
  '\\u{202e}x\\u{7}\\u{1b}[2J\\u{2028}\\u{200f}\\u{2066}\\u{feff}&quot;&gt;&lt;script';

type Named = { readonly who: string; readonly field: string };

/** Several stand out, in a drawn segment, with reads that do not count: all parts of the page. */
function answerWith({ who, field }: Named): Answer {
  const name = (one: string, plain: string) => (field === one ? who : plain);
  const person = name('person', 'anna');
  const base = answerOf('named', candidate(person, 'ssssss----'), candidate('ben', '------sss-'));
  const customer = name('customer', 'C<0>');
  const asked = readAs(base, person, (read) => ({
    ...read,
    ...{ reason: name('reason', 'none'), ticket: name('ticket', 'T-1'), team: name('team', 'a') },
    ...{ queue: name('queue', 'en'), event: name('event', read.event) },
    segment: name('segment', 'en'),
    subject: read.subject === 'C<0>' ? customer : read.subject,
  }));
  const evidence = {
    ...base.evidence,
    victims: base.evidence.victims.map((one) => {
      const id = one.id === 'C<0>' ? customer : one.id;
      return { ...one, id, stratum: name('segment', 'en') };
    }),
  };
  const customers = base.customers.map((one) => {
    const id = one.id === 'C<0>' ? customer : one.id;
    const ids = [id, name('merged id', 'C77')];
    return { ...one, id, ids, listed: [id, name('listed id', 'C77')] };
  });
  const drawn = { reach: 16, controls: 16, given: 16, drawn: 18 };
  const sampling = new Map([[name('segment', 'en'), drawn]]);
  const suspects = asked.suspects.map((one) => ({ ...one, team: name('team', 'a') }));
  const reads = asked.reads.map((read) => {
    return read.subject === 'C<0>' ? { ...read, subject: customer } : read;
  });
  const unknown = [{ ...reads[0]!, entity: '' }];
  return { ...asked, evidence, customers, sampling, suspects, reads, unknown };
}

const shownFields = ['person', 'team', 'segment', 'reason', 'customer', 'merged id', 'listed id'];

describe('names that are none', () => {
  for (const field of [...shownFields, 'ticket', 'queue', 'event', 'none of them']) {
    test(`in the place of a ${field} neither hide nor turn a page or a text around`, () => {
      const answer = answerWith({ who: evil, field });
      const page = attributionPage(answer, about);
      expect(page.match(harmful)).toBeNull();
      expect(
        attributionText(answer)
          .join('\n')
          .match(/[^\P{C}\n]/u),
      ).toBeNull();
      // As what they are, wherever the page has them.
      if (shownFields.includes(field) && field !== 'listed id') expect(page).toContain(asShown);
    });
  }

  for (const id of ['account', 'host', 'ip', 'session', 'team', 'ticket-creator']) {
    test(`in the place of a ${id} asked by do not either`, () => {
      const by = entityKinds.find((kind) => kind.id === id)!;
      const base = answerOf('route', { ...candidate(evil, 'ssssss----'), isPerson: false });
      const readers = [{ user: evil, victims: 6 }];
      const suspects = base.suspects.map((one) => ({ ...one, readers }));
      const page = attributionPage({ ...base, by, suspects }, about);
      expect(page.match(harmful)).toBeNull();
      expect(page).toContain(`<h2>${asShown}`);
      expect(page).toContain(`Read there by 1: ${asShown}`);
    });
  }

  for (const field of ['command', 'version', 'author'] as const) {
    test(`in the ${field}, which may have the name of a list, do not either`, () => {
      const answer = answerWith({ who: '', field: 'none' });
      const page = attributionPage(answer, { ...about, [field]: `attribute ${evil}.csv` });
      expect(page.match(harmful)).toBeNull();
      expect(page).toContain(asShown);
    });
  }

  test('in statements do not either, whose lines stay', () => {
    const answer = { ...answerWith({ who: '', field: 'none' }), statements: [`SELECT\n'${evil}'`] };
    const page = attributionPage(answer, about);
    expect(page.match(harmful)).toBeNull();
    expect(page).toContain(`<pre>SELECT\n'${asShown}`);
  });
});

describe('the picture of a list', () => {
  const listOf = (victims: number) =>
    attributionPage(answerOf('named', candidate('anna', 's'.repeat(victims))), about);
  const linesOf = (page: string) => page.match(/text-anchor="end"/g)!.length;

  test('of sixty has all of them', () => {
    const page = listOf(60);
    expect(linesOf(page)).toBe(60);
    expect(page).toContain('<figcaption>Each victim a line, the first complaint on top: what anna');
  });

  test('that is longer says of how many it has a line, and which', () => {
    const page = listOf(80);
    expect(linesOf(page)).toBe(60);
    expect(page).toContain(
      '<figcaption>The first 60 of 80 victims, each a line, the first complaint on top; the 20 ' +
        'who complained last are not shown: what anna read, and when',
    );
    expect(page).not.toContain('Each victim a line');
  });
});
