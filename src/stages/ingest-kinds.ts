// What can be ingested: the words of the command line, where the records go, and their keys.

import type { Asset, Person, Records, Subject, Ticket } from '../generated/records.ts';

export type Kind = 'AccessEvent' | 'Person' | 'Ticket' | 'Subject' | 'Asset';

type KindPlan = {
  /** What a person calls it. */
  readonly word: string;
  readonly topic: string;
  keyOf(record: Records[Kind]): string;
};

/**
 * Keys keep the events of an account in order, and let a newer reference record replace the older
 * one: those topics are compacted.
 */
export const kinds: Readonly<Record<Kind, KindPlan>> = {
  AccessEvent: {
    word: 'access',
    topic: 'db-access',
    keyOf: (record) => (record as Records['AccessEvent']).account,
  },
  Person: { word: 'people', topic: 'people', keyOf: (record) => (record as Person).id },
  Ticket: { word: 'tickets', topic: 'tickets', keyOf: (record) => (record as Ticket).id },
  Subject: { word: 'subjects', topic: 'subjects', keyOf: (record) => (record as Subject).id },
  Asset: {
    word: 'assets',
    topic: 'assets',
    keyOf: (record) => {
      const { source, database, table } = record as Asset;
      return `${source}/${database}/${table}`;
    },
  },
};

export const kindWords: readonly string[] = Object.values(kinds).map(({ word }) => word);

export function kindOf(word: string): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].word === word);
}
