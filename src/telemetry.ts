// Everything the system says about itself, as one union of facts: past tense, counts per batch.
// Adapters turn them into log lines and metrics; tests read them as data.

/** `inband` copies what verdicts need into `access`; it runs beside enrich. */
export type Stage = 'enrich' | 'inband' | 'detect' | 'population' | 'archive';

/** How far a stage is with one partition of a topic. */
export type Reach = { readonly position: number; readonly end: number; readonly lag: number };

/**
 * A commit says where the stage is, and the batch in hand only where it will be: until that is
 * committed, the lag counts from the commit before. Logs only grow, so an end that was seen stays.
 */
export function reachAfter(
  fact: Extract<Fact, { readonly end: number }>,
  before: Reach | undefined,
): Reach {
  const isCommitted = fact.kind === 'batch-committed' || before === undefined;
  const position = isCommitted ? fact.position : before.position;
  const end = Math.max(fact.end, before?.end ?? 0);
  return { position, end, lag: Math.max(0, end - position) };
}

export type Fact =
  | {
      /** A stage began to run. */
      readonly kind: 'stage-started';
      readonly stage: Stage;
    }
  | {
      /** A stage ended, stopped or drained. */
      readonly kind: 'stage-stopped';
      readonly stage: Stage;
    }
  | {
      /** A task of a stage took its partition over; `position` is where it goes on. */
      readonly kind: 'partition-taken';
      readonly stage: Stage;
      readonly partition: number;
      readonly position: number;
    }
  | {
      /** A task gave its partition up. */
      readonly kind: 'partition-released';
      readonly stage: Stage;
      readonly partition: number;
    }
  | {
      /**
       * Where a partition of a topic ends: told with each batch that is read from `position` on,
       * and again every few seconds while a stage is held up.
       */
      readonly kind: 'end-seen';
      readonly stage: Stage;
      readonly topic: string;
      readonly partition: number;
      readonly position: number;
      readonly end: number;
    }
  | {
      /** One committed batch of a topic. */
      readonly kind: 'batch-committed';
      readonly stage: Stage;
      readonly topic: string;
      readonly partition: number;
      readonly records: number;
      readonly outputs: number;
      readonly position: number;
      readonly end: number;
    }
  | {
      /** Records that became dead letters, by reason. */
      readonly kind: 'records-rejected';
      readonly stage: Stage;
      readonly reason: string;
      readonly records: number;
    }
  | {
      /** Events whose id had been seen within ten minutes. */
      readonly kind: 'duplicates-dropped';
      readonly partition: number;
      readonly records: number;
    }
  | {
      /** A reference topic was read to its end. */
      readonly kind: 'reference-loaded';
      readonly topic: string;
      readonly records: number;
    }
  | {
      /** Events whose account no person is known for. */
      readonly kind: 'user-unknown';
      readonly partition: number;
      readonly records: number;
    }
  | {
      /** Touches for which a reason turned up after their arrival. */
      readonly kind: 'touches-explained';
      readonly partition: number;
      readonly touches: number;
    }
  | {
      /** Touches that waited in vain; `crowdedOut` of them because too many waited. */
      readonly kind: 'touches-expired';
      readonly partition: number;
      readonly touches: number;
      readonly crowdedOut: number;
    }
  | {
      /** Verdicts of one detector in one batch. */
      readonly kind: 'anomalies-found';
      readonly partition: number;
      readonly detector: string;
      readonly anomalies: number;
    }
  | {
      /** An incident was opened, updated or closed. */
      readonly kind: 'incident-changed';
      readonly partition: number;
      readonly user: string;
      readonly state: string;
    }
  | {
      /** Hours or days of users that were closed at one tick. */
      readonly kind: 'windows-closed';
      readonly partition: number;
      readonly windowKind: 'hour' | 'day';
      readonly users: number;
    }
  | {
      /** The norms of an hour or a day are complete: how many, and of how many windows. */
      readonly kind: 'norms-published';
      readonly windowKind: 'hour' | 'day';
      /** Start of the hour or the day. */
      readonly start: number;
      readonly windows: number;
      readonly norms: number;
    }
  | {
      /** Events older than every window kept: archived, but in no window. */
      readonly kind: 'events-too-old';
      readonly partition: number;
      readonly records: number;
    }
  | {
      /** Event time moved on: of a source in enrich, of some users in detect. */
      readonly kind: 'clock-moved';
      readonly stage: Stage;
      readonly partition: number;
      readonly clock: number;
    }
  | {
      /** Users in memory and the bytes they take. */
      readonly kind: 'state-measured';
      readonly partition: number;
      readonly users: number;
      readonly bytes: number;
    }
  | {
      /** Rows that ClickHouse has confirmed. */
      readonly kind: 'rows-archived';
      readonly table: string;
      readonly rows: number;
    }
  | {
      /** Something outside failed; with `retryInMs` it is tried again after that. */
      readonly kind: 'outside-failed';
      readonly what: string;
      readonly code: string;
      readonly message: string;
      readonly retryInMs?: number | undefined;
    }
  | {
      /** Something outside that had failed works again. */
      readonly kind: 'outside-recovered';
      readonly what: string;
    };
