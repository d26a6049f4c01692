// Made by `npm run gen` from schemas/*.avsc. DO NOT EDIT.

import type { Millis } from '../core/time.ts';

/** One access to a database, as a database, proxy or application reports it. Topic db-access, keyed by account. */
export type AccessEvent = {
  /** Id given by the source; where it gives none, ingest or enrich derives one. */
  readonly event_id: string | null;
  /** Event time: when the access happened. */
  readonly at: Millis;
  /** The account that connected, as the source names it. */
  readonly account: string;
  /** The person that the application says it acted for, where a shared account is used. */
  readonly end_user: string | null;
  /** The system that reported the event, such as crm-proxy. */
  readonly source: string;
  /** The database that was read. */
  readonly database: string;
  /** What was done: select, insert, update, delete, export, search, grant, login. An open vocabulary: unknown words are kept. */
  readonly operation: string;
  /** Tables touched, as the source names them. */
  readonly tables: readonly string[];
  /** Columns read, where the source knows them. */
  readonly columns: readonly string[];
  /** The statement, at most 8 kB; in EnrichedAccess with its literals removed. */
  readonly statement: string | null;
  /** Rows returned or changed. */
  readonly rows: number;
  /** Bytes returned; 0 where the source does not know. */
  readonly bytes: number;
  /** Ids of the customers whose records were read; may be empty. Opaque strings. */
  readonly subjects: readonly string[];
  /** Customers read, as the source counts them; at least the length of subjects where both are known. */
  readonly subject_count: number;
  /** How the customers were met: opened, listed, exported, changed. An open vocabulary. */
  readonly touch: string;
  /** The ticket named on the event. */
  readonly ticket: string | null;
  /** The application, such as crm. */
  readonly app: string | null;
  /** The client program, such as psql. */
  readonly program: string | null;
  /** The workstation. */
  readonly host: string | null;
  /** The network address of the client. */
  readonly ip: string | null;
  /** The session id of the source. */
  readonly session: string | null;
  /** How long the statement ran, in milliseconds. */
  readonly duration_ms: number | null;
  /** ok, denied or failed. An open vocabulary. */
  readonly status: string;
};

/** One fact beside its usual value. */
export type Evidence = {
  /** Name of the fact. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
  /** Its usual value. */
  readonly usual: string;
};

/** One verdict of one detector. Topic anomalies, keyed by user. Same cause, same id. */
export type Anomaly = {
  /** Hash of detector, version, user and window or triggering event. */
  readonly id: string;
  /** Id of the detector. */
  readonly detector: string;
  /** Version of the detector. */
  readonly version: number;
  /** Family of evidence: volume, need, target, route, time, identity or population. */
  readonly family: string;
  /** Hash of the settings of the detector. */
  readonly settings_hash: string;
  /** The user. */
  readonly user: string;
  /** Team of the user. */
  readonly team: string | null;
  /** Event time of the verdict. */
  readonly at: Millis;
  /** Start of the window judged. */
  readonly window_start: Millis;
  /** End of the window judged. */
  readonly window_end: Millis;
  /** Event that triggered the verdict; null for a verdict at the closing of a window. */
  readonly trigger_event: string | null;
  /** Given on arrival, before the window closed. */
  readonly provisional: boolean;
  /** Given by a late event or a revision. */
  readonly late: boolean;
  /** Given without a norm for that window. */
  readonly norm_stale: boolean;
  /** Nominal -log10 of the tail probability, capped at 300; compare only within one detector. */
  readonly score: number;
  /** What was seen. */
  readonly observed: number;
  /** What was expected. */
  readonly expected: number;
  /** The verdict as a sentence. */
  readonly because: string;
  /** Facts behind the verdict. */
  readonly evidence: readonly Evidence[];
  /** Sample of the subjects, at most 20. */
  readonly subjects: readonly string[];
  /** Subjects in all. */
  readonly subjects_total: number;
  /** Sample of event ids, at most 20. */
  readonly events: readonly string[];
  /** Events in all. */
  readonly events_total: number;
  /** MITRE ATT&CK techniques. */
  readonly attack: readonly string[];
  /** Hunt that shows the evidence. */
  readonly hunt: string;
  /** Its parameters. */
  readonly hunt_parameters: Readonly<Record<string, string>>;
};

/** A table and how sensitive it is. Topic assets, keyed by source/database/table, compacted. */
export type Asset = {
  /** System, as on the event. */
  readonly source: string;
  /** Database. */
  readonly database: string;
  /** Table. */
  readonly table: string;
  /** public, internal, personal or secret. */
  readonly sensitivity: string;
  /** Column that holds customer ids. */
  readonly subject_column: string | null;
};

/** A partition of access has closed a window for all its users, if it had any in it. Topic windows. */
export type Closed = {
  /** Partition of access. */
  readonly partition: number;
  /** hour or day. */
  readonly kind: string;
  /** Start of the window. */
  readonly start: Millis;
  /** Users that had events in it; 0 where time only passed. */
  readonly users: number;
};

/** A record that could not be processed. Topic dead-letter, with the original key. */
export type DeadLetter = {
  /** Code of the reason; docs/reference/dead-letters.md lists them. */
  readonly reason: string;
  /** What was wrong, as a sentence. */
  readonly detail: string;
  /** Stage that refused it. */
  readonly stage: string;
  /** Topic it came from. */
  readonly topic: string;
  /** Its partition. */
  readonly partition: number;
  /** Its offset. */
  readonly offset: number;
  /** When it arrived at the broker. */
  readonly seen_at: Millis;
  /** Original key. */
  readonly key: string | null;
  /** Original bytes, at most 64 kB. */
  readonly value: Uint8Array;
  /** Size of the original value. */
  readonly size_bytes: number;
};

/** What somebody who looked into an incident found it to be. Topics dispositions and access, keyed by user. */
export type Disposition = {
  /** Hash of incident, author and time. */
  readonly id: string;
  /** Id of the incident. */
  readonly incident: string;
  /** The user whom it is about. */
  readonly user: string;
  /** benign, confirmed or unclear. */
  readonly verdict: string;
  /** benign: detectors that are excused for this user, each up to the highest value observed so far; what is above counts as ever. */
  readonly excused: Readonly<Record<string, number>>;
  /** Event time from which it holds: the estimated start of the incident. */
  readonly since: Millis;
  /** Event time at which what is excused ends. */
  readonly until: Millis;
  /** Who says so. */
  readonly author: string;
  /** Why, in their words. */
  readonly reason: string;
  /** When they said so. */
  readonly at: Millis;
};

/** One access with everything a verdict needs. Topic access, keyed by user: the log of truth. */
export type EnrichedAccess = {
  /** Id of the event; for parts of a split event the same id with another part. */
  readonly event_id: string;
  /** Number of this part, from 0; an event with more than 5,000 subjects becomes several records. */
  readonly part: number;
  /** Parts that the event was split into. */
  readonly parts: number;
  /** Event time, clamped where it lay in the future (see reported_at). */
  readonly at: Millis;
  /** When the raw record arrived at the broker. */
  readonly seen_at: Millis;
  /** The event time that the source reported, where at had to be clamped. */
  readonly reported_at: Millis | null;
  /** Whether the event lay behind the clock of its source by more than the allowed lateness. */
  readonly late: boolean;
  /** Partition of db-access that the raw record came from. */
  readonly source_partition: number;
  /** Offset of the raw record in that partition. */
  readonly source_offset: number;
  /** The person behind the account; the account itself where nobody is known. */
  readonly user: string;
  /** human, service or unknown. */
  readonly user_kind: string;
  /** Team of the person at that time. */
  readonly team: string | null;
  /** Role of the person. */
  readonly role: string | null;
  /** First queue of the person. */
  readonly queue: string | null;
  /** Site of the person. */
  readonly site: string | null;
  /** Offset of local time from UTC, in minutes, from the person record; local hour and weekday come from it. */
  readonly utc_offset_minutes: number;
  /** Whether the event lies within the shift of the person; null where no shift is known. */
  readonly on_shift: boolean | null;
  /** active, notice, leave, ended or unknown. */
  readonly employment: string;
  /** Network prefix of the client address: /24 for IPv4, /48 for IPv6. */
  readonly network: string | null;
  /** Highest sensitivity of the tables: public, internal, personal, secret or unknown. */
  readonly sensitivity: string;
  /** Fingerprint of the statement with its literals removed. */
  readonly shape: string | null;
  /** What selected the rows, normalised. */
  readonly predicate: string | null;
  /** The account that connected, as the source names it. */
  readonly account: string;
  /** The person that the application says it acted for, where a shared account is used. */
  readonly end_user: string | null;
  /** The system that reported the event, such as crm-proxy. */
  readonly source: string;
  /** The database that was read. */
  readonly database: string;
  /** What was done: select, insert, update, delete, export, search, grant, login. An open vocabulary: unknown words are kept. */
  readonly operation: string;
  /** Tables touched, as the source names them. */
  readonly tables: readonly string[];
  /** Columns read, where the source knows them. */
  readonly columns: readonly string[];
  /** The statement, at most 8 kB; in EnrichedAccess with its literals removed. */
  readonly statement: string | null;
  /** Rows returned or changed. */
  readonly rows: number;
  /** Bytes returned; 0 where the source does not know. */
  readonly bytes: number;
  /** Ids of the customers whose records were read; may be empty. Opaque strings. */
  readonly subjects: readonly string[];
  /** Customers read, as the source counts them; at least the length of subjects where both are known. */
  readonly subject_count: number;
  /** How the customers were met: opened, listed, exported, changed. An open vocabulary. */
  readonly touch: string;
  /** The ticket named on the event. */
  readonly ticket: string | null;
  /** The application, such as crm. */
  readonly app: string | null;
  /** The client program, such as psql. */
  readonly program: string | null;
  /** The workstation. */
  readonly host: string | null;
  /** The network address of the client. */
  readonly ip: string | null;
  /** The session id of the source. */
  readonly session: string | null;
  /** How long the statement ran, in milliseconds. */
  readonly duration_ms: number | null;
  /** ok, denied or failed. An open vocabulary. */
  readonly status: string;
  /** Segment of each subject; empty string where unknown. Parallel to subjects. */
  readonly segments: readonly string[];
  /** Flags of each subject: 1 canary, 2 vip, added up. Parallel to subjects. */
  readonly flags: readonly number[];
  /** How each id was obtained: explicit, literal, bind, key, url, joined or predicate. Parallel to subjects. */
  readonly subject_sources: readonly string[];
  /** Reason to open each record, as core/explain names them; none where none was found, unknown where no ticket feed was seen. Parallel to subjects. */
  readonly reasons: readonly string[];
  /** Ticket behind each reason; empty string where there is none. Parallel to subjects. */
  readonly tickets: readonly string[];
  /** What is odd about the ticket behind each reason, added up: 1 created by the reader, 2 without an inbound contact, 4 closed within two minutes of its opening, 8 closed before the read; 16 the event names a ticket of another customer. Parallel to subjects. */
  readonly ticket_marks: readonly number[];
  /** Where the access stands in an order that can be walked: the number in the id of the one subject; of a search by a beginning −2 − a number made of its last four characters; −1 where there is none. */
  readonly order_key: number;
};

/** A reason that turned up after the access was written. Topic access, keyed by user. */
export type Explained = {
  /** Event that held the touch. */
  readonly event_id: string;
  /** Part of the event. */
  readonly part: number;
  /** User of the event. */
  readonly user: string;
  /** Event time of the access. */
  readonly at: Millis;
  /** Index of the subject in the record. */
  readonly subject_index: number;
  /** The customer. */
  readonly subject: string;
  /** The reason found, as core/explain names it. */
  readonly reason: string;
  /** Ticket behind it; empty where the reason has none. */
  readonly ticket: string;
  /** Segment of the customer; empty where unknown. */
  readonly segment: string;
  /** What is odd about that ticket, as in EnrichedAccess. */
  readonly ticket_marks: number;
  /** Clock of the source when the reason turned up. */
  readonly explained_at: Millis;
};

/** A harmless explanation that was tried. */
export type BenignExplanation = {
  /** What it would be. */
  readonly explanation: string;
  /** How it came out. */
  readonly outcome: string;
};

/** The anomalies of one user, joined until seven quiet days: a question, or an incident that somebody is paged for. Topic incidents, keyed by user. */
export type Incident = {
  /** Hash of user and first anomaly. */
  readonly id: string;
  /** The user. */
  readonly user: string;
  /** Team of the user. */
  readonly team: string | null;
  /** opened, updated or closed. */
  readonly state: string;
  /** Number of this record within the incident, from 0. */
  readonly sequence: number;
  /** Whether somebody is to be told; false where the record is only brought up to date. */
  readonly announced: boolean;
  /** Event time of this change. */
  readonly at: Millis;
  /** Event time of the opening. */
  readonly opened_at: Millis;
  /** Event time of the newest anomaly. */
  readonly last_at: Millis;
  /** Event time of the closing. */
  readonly closed_at: Millis | null;
  /** Combined evidence now, by how much the log odds have risen; see docs for the formula. Not a probability. */
  readonly risk: number;
  /** Evidence by family: ln of its e-value, as far as it has not faded. */
  readonly risk_by_family: Readonly<Record<string, number>>;
  /** Anomalies by detector. */
  readonly anomalies_by_detector: Readonly<Record<string, number>>;
  /** Ids of the first anomalies, at most 20. */
  readonly anomalies: readonly string[];
  /** Anomalies in all. */
  readonly anomalies_total: number;
  /** The newest verdict as a sentence. */
  readonly headline: string;
  /** When it began, as far as the evidence tells. */
  readonly estimated_start: Millis | null;
  /** Customer records taken beyond the usual since then, estimated. */
  readonly records_taken: number | null;
  /** Harmless explanations tried. */
  readonly benign: readonly BenignExplanation[];
  /** question: somebody is asked what it was for, and nobody is suspected; incident: somebody is paged. A question may rise to an incident. */
  readonly tier: string;
  /** By what the odds were multiplied before any evidence, by name; all together within 0.5 and 10. Empty: by nothing. */
  readonly context: Readonly<Record<string, number>>;
  /** Of 1,000 honest colleagues about so many reach as much in a month, as counted; 0.5: fewer than one. */
  readonly peers_per_thousand: number | null;
};

/** How far one file was ingested. Key <topic>/<id> in ingest-state, in one transaction with the records. */
export type IngestState = {
  /** SHA-256 of the file as it was when it was ingested first; stays when the file grows. */
  readonly id: string;
  /** Topic the records went to. */
  readonly topic: string;
  /** Name of the file, as it was given last. */
  readonly name: string;
  /** Size of the file when it was ingested last. */
  readonly size_bytes: number;
  /** SHA-256 of its first size_bytes bytes. */
  readonly digest: string;
  /** Hash of the mapping; empty: none. */
  readonly mapping: string;
  /** Rows read so far: where to go on. */
  readonly rows: number;
  /** Rows that became records. */
  readonly accepted: number;
  /** Rows that did not. */
  readonly rejected: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Size of the file of rejected rows: what is behind it was not committed. */
  readonly rejected_bytes: number;
  /** Whether the file was read to its end. */
  readonly ended: boolean;
};

/** Marks that the norms of an hour or a day are complete. Topic norms, keyed by round/hour and round/day. */
export type NormsRound = {
  /** Start of the hour, or of the day. */
  readonly hour: Millis;
  /** Norms published in this round. */
  readonly keys: number;
  /** hour or day. */
  readonly kind: string;
};

/** What is normal for a team, a class of users or the company, or the thresholds in force. Topics norms and access. */
export type Norms = {
  /** Window and group, such as hour/team/support, or thresholds. */
  readonly key: string;
  /** team, class, company or thresholds. */
  readonly kind: string;
  /** Grows with each publication of this key. */
  readonly version: number;
  /** Event time from which verdicts use it. */
  readonly effective_from: Millis;
  /** Start of the window it was computed from. */
  readonly window_start: Millis;
  /** End of that window. */
  readonly window_end: Millis;
  /** Name to number. */
  readonly norms: Readonly<Record<string, number>>;
};

/** A touch without a reason, waiting for one. Key <raw partition>/<raw offset>/<part>. */
export type PendingTouch = {
  /** Event that holds the touch. */
  readonly event_id: string;
  /** Part of the event. */
  readonly part: number;
  /** User of the event. */
  readonly user: string;
  /** Account of the event. */
  readonly account: string;
  /** Team of the user. */
  readonly team: string | null;
  /** Queues of the user at that time. */
  readonly queues: readonly string[];
  /** Event time. */
  readonly at: Millis;
  /** Ticket named on the event. */
  readonly ticket: string | null;
  /** Indexes of the subjects without a reason. */
  readonly subject_indexes: readonly number[];
  /** Those subjects. */
  readonly subjects: readonly string[];
  /** Their segments. */
  readonly segments: readonly string[];
};

/** A person and their accounts. Topic people, keyed by id, compacted. */
export type Person = {
  /** Id of the person. */
  readonly id: string;
  /** Accounts that belong to the person. */
  readonly accounts: readonly string[];
  /** human or service. */
  readonly kind: string;
  /** Team. */
  readonly team: string | null;
  /** Role, such as agent or supervisor. */
  readonly role: string | null;
  /** Queues the person works on. */
  readonly queues: readonly string[];
  /** Site. */
  readonly site: string | null;
  /** Offset of local time from UTC, in minutes; a change of daylight saving is a new version of the record. */
  readonly utc_offset_minutes: number;
  /** Shift in local time, such as 09:00-17:00. */
  readonly shift: string | null;
  /** active, notice, leave or ended. */
  readonly employment: string;
  /** From when this version holds; null: always. */
  readonly valid_from: Millis | null;
};

/** What the population stage remembers of a team, a class or the company beyond a round. Topic population-state, keyed by g: and the key. */
export type PopulationGroup = {
  /** As the key of its norms. */
  readonly key: string;
  /** Name to number, after the round. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The same before it: a round may take several commits, and begins anew after a crash. Null: nothing was known. */
  readonly before: Readonly<Record<string, number>> | null;
  /** hour or day: kind of the round. */
  readonly kind: string;
  /** Start of the window of the round. */
  readonly start: Millis;
};

/** Which rounds of norms are complete, and what the Positions beside it do not say. Topic population-state, key #mark. */
export type PopulationMark = {
  /** Start of the last hour whose round is complete. */
  readonly hour: Millis | null;
  /** Start of the last day whose round is complete. */
  readonly day: Millis | null;
  /** By partition of windows: start of the last hour that is closed before its Position. */
  readonly closed_hours: readonly number[];
  /** The same of days. */
  readonly closed_days: readonly number[];
  /** hour or day: kind of a round that is written in part. */
  readonly open_kind: string | null;
  /** Start of its window. */
  readonly open_start: Millis | null;
  /** Records of that round that are committed already. */
  readonly outputs_done: number;
};

/** How far a stage has read one input partition. Key #position in the state topic of the stage. */
export type Position = {
  /** Input topic. */
  readonly topic: string;
  /** Input partition. */
  readonly partition: number;
  /** Incarnation of the input topic. */
  readonly log_id: string;
  /** Next offset to read. */
  readonly next_offset: number;
  /** Offset of the last record processed. */
  readonly last_offset: number | null;
  /** Digest of its value: finds a recreated or truncated topic. */
  readonly last_digest: string | null;
  /** Clock of the source or stream. */
  readonly clock: Millis | null;
  /** Broker time of the last record. */
  readonly broker_at: Millis | null;
  /** Offset where a reread must start to rebuild the ids seen. */
  readonly reread_from: number | null;
  /** Newest five-minute pane for which ticks were written. */
  readonly ticked_pane: number | null;
  /** Account behind an unconfirmed jump of the clock. */
  readonly jump_account: string | null;
  /** Events behind an unconfirmed jump. */
  readonly jump_count: number;
  /** Whether an end was written after the last record. */
  readonly ended: boolean;
  /** Detect: how often the settings have changed. */
  readonly generation: number;
  /** Archive: end of the range declared and not yet confirmed. */
  readonly declared_next: number | null;
  /** Archive: start time of the engine when the range was declared. */
  readonly engine_started_at: Millis | null;
  /** Outputs of the record at next_offset that are committed already: one Tick may close more users than a commit holds. */
  readonly outputs_done: number;
  /** Detect: hash of all that findings depended on when it was written, layout of rows included; null: not said. */
  readonly settings: string | null;
};

/** The settings under which detect goes on from here: written when a partition is taken for the first time, and whenever they changed. Topic incidents. */
export type Settings = {
  /** How often they had changed before in this partition. */
  readonly generation: number;
  /** Event time of the change; 1970: from the start. */
  readonly at: Millis;
  /** Hash of the settings by detector; of the others by #name. */
  readonly hashes: Readonly<Record<string, string>>;
  /** All settings of the detectors as JSON, so that live can be replayed across a change. */
  readonly settings: string;
};

/** Everything of a detect partition that is not a user, as of one position. Key #mark. */
export type StateMark = {
  /** Offset up to which it holds. */
  readonly valid_at: number;
  /** Clock by source partition. */
  readonly clocks: Readonly<Record<string, number>>;
  /** Hash of the settings by detector. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Counters. */
  readonly counters: Readonly<Record<string, number>>;
};

/** The state of one user as of one position. Key u:<user>. */
export type StateRow = {
  /** The user. */
  readonly user: string;
  /** Offset up to which it holds. */
  readonly valid_at: number;
  /** Hash of the row layout. */
  readonly layout: string;
  /** The row. */
  readonly row: Uint8Array;
  /** Its overflow blocks. */
  readonly blocks: Uint8Array;
};

/** A customer. Topic subjects, keyed by id, compacted. */
export type Subject = {
  /** Id of the customer. */
  readonly id: string;
  /** Segment, such as en-consumer. */
  readonly segment: string | null;
  /** Whether the customer is prominent. */
  readonly vip: boolean;
  /** Whether the record is a fake that nobody has a reason to open. */
  readonly canary: boolean;
  /** Id that this record was merged into. */
  readonly merged_into: string | null;
};

/** Passing of time of one source, written into every partition of access before the record that enters a new pane. */
export type Tick = {
  /** Partition of db-access whose clock this is. */
  readonly source_partition: number;
  /** Clock of the source: the highest confirmed event time. */
  readonly clock: Millis;
  /** Sources (partitions of db-access) that exist. */
  readonly sources: number;
  /** live; empty: read to its end without an event; dropped: given up as silent, holds nobody back; end: drained, nothing follows. */
  readonly state: string;
};

/** A ticket, contact, campaign or escalation: a reason to open a record. Topic tickets, keyed by id, compacted. */
export type Ticket = {
  /** Id of the ticket. */
  readonly id: string;
  /** ticket, contact, campaign or escalation. */
  readonly kind: string;
  /** The customer; null for a campaign. */
  readonly subject: string | null;
  /** Segments that a campaign covers. */
  readonly segments: readonly string[];
  /** Teams that may work on a campaign; empty: all. */
  readonly teams: readonly string[];
  /** End of a campaign. */
  readonly until: Millis | null;
  /** Queue the ticket lies in. */
  readonly queue: string | null;
  /** Id of the person it is assigned to. */
  readonly assignee: string | null;
  /** Id of the person who created it. */
  readonly created_by: string | null;
  /** Whether the customer started it. */
  readonly inbound: boolean;
  /** When it was opened. */
  readonly opened_at: Millis;
  /** When it was closed; null while open. */
  readonly closed_at: Millis | null;
};

/** How unusual one day of one user was, whether or not it crossed any threshold: what thresholds and group anomalies are made from. Topic windows, keyed by user. */
export type UserScore = {
  /** The user. */
  readonly user: string;
  /** Team of the user at the last event. */
  readonly team: string | null;
  /** Peer class of the user: agent, supervisor or service; empty in records of before. */
  readonly class: string;
  /** Start of the day, UTC. */
  readonly day: Millis;
  /** Highest combined risk that was news since the last score of the user, as log odds above those of somebody of whom nothing is known: thresholds between `risk_before` and it would have opened something. 0 where none would. */
  readonly risk: number;
  /** What was open already, at every threshold up to it; 0 where nothing was, or nothing is news. */
  readonly risk_before: number;
  /** Days at work before it that are known of the user, of the last sixteen weeks: of few nobody can tell what is usual, and they set no threshold; null in records of before. */
  readonly days_known: number | null;
  /** Days since the newest day scored before, at most 28: for so many this one stands, where users and days are counted, at work or not. 0: the day comes late, or again with late events in it. Null in records of before. */
  readonly days_passed: number | null;
  /** Whether somebody was paged about the user, or the day belongs to a theft that was found later: it does not say what is usual, and counts for thresholds only where something opened on it. */
  readonly is_open: boolean;
  /** Highest score of the day by detector, of those that gave one. */
  readonly scores: Readonly<Record<string, number>>;
};

/** A closed hour or day of one user. Topic windows, keyed by user. The highest revision counts. */
export type UserWindow = {
  /** The user. */
  readonly user: string;
  /** Team of the user at the last event. */
  readonly team: string | null;
  /** human, service or unknown. */
  readonly user_kind: string;
  /** Peer class of the user: agent, supervisor or service; empty in records of before. */
  readonly class: string;
  /** hour or day. */
  readonly kind: string;
  /** Start of the window, UTC. */
  readonly start: Millis;
  /** End of the window, exclusive. */
  readonly end: Millis;
  /** 0 at the first closing; one more each time late events changed it. */
  readonly revision: number;
  /** Events in the window. */
  readonly events: number;
  /** Rows returned. */
  readonly rows: number;
  /** Touches: subjects summed over events. */
  readonly touches: number;
  /** Distinct subjects. */
  readonly subjects: number;
  /** Whether subjects is exact; else a HyperLogLog estimate. */
  readonly exact: boolean;
  /** Sum of 1 - confidence over the touches. */
  readonly unexplained: number;
  /** Distinct subjects opened without any reason; of a day the sum over its hours. */
  readonly unexplained_subjects: number;
  /** Distinct subjects that the user's own past made likely, before anything is known of colleagues in that window; 0 where no past is known. */
  readonly expected_subjects: number;
  /** The same of subjects without a reason. */
  readonly expected_unexplained: number;
  /** Events that came after the window had closed. */
  readonly late_events: number;
};

/** Record name to its type. */
export type Records = {
  readonly AccessEvent: AccessEvent;
  readonly Anomaly: Anomaly;
  readonly Asset: Asset;
  readonly Closed: Closed;
  readonly DeadLetter: DeadLetter;
  readonly Disposition: Disposition;
  readonly EnrichedAccess: EnrichedAccess;
  readonly Explained: Explained;
  readonly Incident: Incident;
  readonly IngestState: IngestState;
  readonly NormsRound: NormsRound;
  readonly Norms: Norms;
  readonly PendingTouch: PendingTouch;
  readonly Person: Person;
  readonly PopulationGroup: PopulationGroup;
  readonly PopulationMark: PopulationMark;
  readonly Position: Position;
  readonly Settings: Settings;
  readonly StateMark: StateMark;
  readonly StateRow: StateRow;
  readonly Subject: Subject;
  readonly Tick: Tick;
  readonly Ticket: Ticket;
  readonly UserScore: UserScore;
  readonly UserWindow: UserWindow;
};
export type RecordName = keyof Records;
export const recordNames: readonly RecordName[] = [
  'AccessEvent',
  'Anomaly',
  'Asset',
  'Closed',
  'DeadLetter',
  'Disposition',
  'EnrichedAccess',
  'Explained',
  'Incident',
  'IngestState',
  'NormsRound',
  'Norms',
  'PendingTouch',
  'Person',
  'PopulationGroup',
  'PopulationMark',
  'Position',
  'Settings',
  'StateMark',
  'StateRow',
  'Subject',
  'Tick',
  'Ticket',
  'UserScore',
  'UserWindow',
];
