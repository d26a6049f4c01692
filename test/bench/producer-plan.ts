// What the producer of the Kafka benchmark is told, and what it tells: both as JSON.

export type ProducerPlan = {
  readonly brokers: readonly string[];
  readonly registry: string;
  readonly sources: number;
  /** Events a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Number of the first event: no two runs have the same. */
  readonly firstSequence: number;
  /** How old events are when they are sent. */
  readonly behindMs: number;
  /** How often a canary record is opened; 0: never. */
  readonly canaryMs: number;
};

export type ProducerNote =
  | { readonly kind: 'started'; readonly at: number; readonly valueBytes: number }
  /** A canary, by the last digits of its id, arrived at this time of the broker's clock. */
  | { readonly kind: 'canary'; readonly id: string; readonly appendedAt: number }
  | ({ readonly kind: 'ended' } & ProducerSum);

export type ProducerSum = {
  readonly sent: number;
  readonly rawBytes: number;
  /** Compressed, as it went over the wire. */
  readonly sentBytes: number;
  /** How far it ever was behind its own pace. */
  readonly lateMsMax: number;
  /** Since the process began, encoding of the pool included. */
  readonly cpuSeconds: number;
};
