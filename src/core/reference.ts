// What is known beside the events: people, tickets, customers and tables, from four compacted
// topics. Built by applying records and tombstones in the order of the log; asked by core/explain
// and core/enrich. All tasks of one process share one.
//
// There is no index by assignee: the rules only ask whether the assignee of *this customer's*
// ticket is the reader, and a customer has few tickets.

import type { Asset, Person, Records, Subject, Ticket } from '../generated/records.ts';
import { People } from './people.ts';
import { SubjectTable } from './subject-table.ts';
import { TicketTable } from './ticket-table.ts';
import type { Millis } from './time.ts';

export type ReferenceName = 'Person' | 'Ticket' | 'Subject' | 'Asset';

export class Reference {
  readonly people = new People();
  readonly subjects = new SubjectTable();
  readonly tickets = new TicketTable(this.subjects);
  readonly #campaigns = new Map<string, Ticket>();
  readonly #campaignsBySegment = new Map<string, Ticket[]>();
  readonly #assets = new Map<string, Asset>();
  /** Table, database, source → asset: asked several times for each event, so no key is made up. */
  readonly #places = new Map<string, Map<string, Map<string, Asset>>>();
  #hasTicketFeed = false;

  /** Whether any ticket was ever seen: without a feed, no reason means nothing. */
  get hasTicketFeed(): boolean {
    return this.#hasTicketFeed;
  }

  /** A null record is a tombstone: it deletes what has this key. */
  apply<N extends ReferenceName>(name: N, key: string, record: Records[N] | null): void {
    switch (name) {
      case 'Person':
        if (record === null) this.people.remove(key);
        else this.people.put(record as Person);
        return;
      case 'Ticket':
        this.#applyTicket(key, record as Ticket | null);
        return;
      case 'Subject':
        if (record === null) this.subjects.remove(key);
        else this.subjects.put(record as Subject);
        return;
      case 'Asset':
        if (record === null) this.#dropAsset(key);
        else this.#putAsset(record as Asset);
        return;
    }
  }

  asset(source: string, database: string, table: string): Asset | undefined {
    return this.#places.get(table)?.get(database)?.get(source);
  }

  person(account: string, at: Millis): Person | undefined {
    return this.people.byAccount(account, at);
  }

  /** Campaigns that cover a segment, the newest first. */
  campaigns(segment: string): readonly Ticket[] {
    return this.#campaignsBySegment.get(segment) ?? [];
  }

  #putAsset(asset: Asset): void {
    const { source, database, table } = asset;
    this.#assets.set(assetKey(source, database, table), asset);
    const databases = this.#places.get(table) ?? new Map<string, Map<string, Asset>>();
    const sources = databases.get(database) ?? new Map<string, Asset>();
    this.#places.set(table, databases.set(database, sources.set(source, asset)));
  }

  #dropAsset(key: string): void {
    const asset = this.#assets.get(key);
    if (asset === undefined) return;
    this.#assets.delete(key);
    this.#places.get(asset.table)?.get(asset.database)?.delete(asset.source);
  }

  #applyTicket(key: string, ticket: Ticket | null): void {
    const id = ticket?.id ?? key;
    this.tickets.remove(id);
    const before = this.#campaigns.get(id);
    if (before !== undefined) this.#dropCampaign(before);
    if (ticket === null) return;
    this.#hasTicketFeed = true;
    if (ticket.kind === 'campaign') this.#putCampaign(ticket);
    else this.tickets.put(ticket);
  }

  #putCampaign(campaign: Ticket): void {
    this.#campaigns.set(campaign.id, campaign);
    for (const segment of new Set(campaign.segments)) {
      const covering = [...this.campaigns(segment), campaign];
      // By start and id, never by arrival: a restarted process must name the same one.
      covering.sort((a, b) => b.opened_at - a.opened_at || (a.id < b.id ? -1 : 1));
      this.#campaignsBySegment.set(segment, covering);
    }
  }

  #dropCampaign(campaign: Ticket): void {
    this.#campaigns.delete(campaign.id);
    for (const segment of campaign.segments) {
      const left = this.campaigns(segment).filter(({ id }) => id !== campaign.id);
      if (left.length > 0) this.#campaignsBySegment.set(segment, left);
      else this.#campaignsBySegment.delete(segment);
    }
  }
}

/** The key of an Asset in its topic. */
export function assetKey(source: string, database: string, table: string): string {
  return `${source}/${database}/${table}`;
}
