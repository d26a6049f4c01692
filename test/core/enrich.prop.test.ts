// Laws of enrichment, for events as their schema allows them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Arrival, Enricher } from '../../src/core/enrich.ts';
import { arbitraryOf } from '../support/arbitraries.ts';
import { noon, referenceOf } from '../support/reference-rows.ts';

const arrival: Arrival = {
  partition: 0,
  offset: 1,
  seenAt: noon,
  at: noon,
  reportedAt: null,
  isLate: false,
};

const rows = fc.record({
  people: fc.array(arbitraryOf('Person'), { maxLength: 4 }),
  tickets: fc.array(arbitraryOf('Ticket'), { maxLength: 4 }),
  subjects: fc.array(arbitraryOf('Subject'), { maxLength: 4 }),
});

test('whatever comes in, the arrays stay parallel and nothing is lost', () => {
  fc.assert(
    fc.property(arbitraryOf('AccessEvent'), rows, (event, reference) => {
      const enricher = new Enricher(referenceOf(reference));
      const parts = enricher.enrich(event, arrival);
      expect(parts.flatMap(({ subjects }) => subjects)).toEqual(event.subjects);
      for (const part of parts) {
        const { segments, flags, subject_sources, reasons, tickets } = part;
        for (const list of [segments, flags, subject_sources, reasons, tickets]) {
          expect(list).toHaveLength(part.subjects.length);
        }
        const pending = enricher.pending(event, part);
        const open = reasons.filter((reason) => reason === 'none').length;
        const isService = part.user_kind === 'service';
        expect(pending?.subjects.length ?? 0).toBe(isService ? 0 : open);
      }
    }),
  );
});

test('the order in which reference records arrive does not matter', () => {
  const unique = <T extends { readonly id: string }>(list: readonly T[]) => [
    ...new Map(list.map((one) => [one.id, one])).values(),
  ];
  fc.assert(
    fc.property(arbitraryOf('AccessEvent'), rows, (event, { people, tickets, subjects }) => {
      const given = {
        people: unique(people),
        tickets: unique(tickets),
        subjects: unique(subjects),
      };
      const turned = {
        people: given.people.toReversed(),
        tickets: given.tickets.toReversed(),
        subjects: given.subjects.toReversed(),
      };
      const forwards = new Enricher(referenceOf(given)).enrich(event, arrival);
      expect(new Enricher(referenceOf(turned)).enrich(event, arrival)).toEqual(forwards);
    }),
  );
});
