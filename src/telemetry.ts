// Everything the system says about itself, as one union of facts: past tense, counts per batch.
// Adapters turn them into log lines and metrics; tests read them as data.

export type Stage = 'enrich' | 'detect' | 'archive';

export type Fact =
  | { readonly kind: 'stage-started'; readonly stage: Stage }
  | { readonly kind: 'stage-stopped'; readonly stage: Stage }
  | {
      readonly kind: 'partition-taken';
      readonly stage: Stage;
      readonly partition: number;
      readonly position: number;
    }
  | { readonly kind: 'partition-released'; readonly stage: Stage; readonly partition: number }
  | {
      /** One committed batch. */
      readonly kind: 'batch-committed';
      readonly stage: Stage;
      readonly partition: number;
      readonly records: number;
      readonly outputs: number;
      readonly position: number;
      readonly end: number;
    }
  | {
      readonly kind: 'records-rejected';
      readonly stage: Stage;
      readonly reason: string;
      readonly records: number;
    }
  | { readonly kind: 'duplicates-dropped'; readonly partition: number; readonly records: number }
  | { readonly kind: 'reference-loaded'; readonly topic: string; readonly records: number }
  | { readonly kind: 'user-unknown'; readonly partition: number; readonly records: number }
  | { readonly kind: 'touches-explained'; readonly partition: number; readonly touches: number }
  | {
      /** Touches that waited in vain; `crowdedOut` of them because too many waited. */
      readonly kind: 'touches-expired';
      readonly partition: number;
      readonly touches: number;
      readonly crowdedOut: number;
    }
  | {
      readonly kind: 'anomalies-found';
      readonly partition: number;
      readonly detector: string;
      readonly anomalies: number;
    }
  | {
      readonly kind: 'incident-changed';
      readonly partition: number;
      readonly user: string;
      readonly state: string;
    }
  | {
      readonly kind: 'windows-closed';
      readonly partition: number;
      readonly windowKind: 'hour' | 'day';
      readonly users: number;
    }
  | { readonly kind: 'events-too-old'; readonly partition: number; readonly records: number }
  | { readonly kind: 'clock-moved'; readonly partition: number; readonly clock: number }
  | {
      readonly kind: 'state-measured';
      readonly partition: number;
      readonly users: number;
      readonly bytes: number;
    }
  | { readonly kind: 'rows-archived'; readonly table: string; readonly rows: number }
  | {
      readonly kind: 'outside-failed';
      readonly what: string;
      readonly code: string;
      readonly message: string;
      readonly retryInMs?: number | undefined;
    }
  | { readonly kind: 'outside-recovered'; readonly what: string };
