// What Kafka and kafkajs report → the outside errors that the rest of the program knows.
// Used by the other files of this folder.

import { type OutsideCode, OutsideError } from '../../errors.ts';

/** Error codes of Kafka's protocol that are told apart; the rest is `kafka-failed`. */
export const kafkaCodes = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  requestTimedOut: 7,
  replicaNotAvailable: 9,
  messageTooLarge: 10,
  networkException: 13,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  recordListTooLarge: 18,
  notEnoughReplicas: 19,
  notEnoughReplicasAfterAppend: 20,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalanceInProgress: 27,
  topicNotAuthorized: 29,
  groupNotAuthorized: 30,
  clusterNotAuthorized: 31,
  topicExists: 36,
  invalidReplication: 38,
  duplicateSequence: 46,
  invalidProducerEpoch: 47,
  concurrentTransactions: 51,
  transactionalIdNotAuthorized: 53,
  storageError: 56,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 76,
  offsetNotAvailable: 78,
  producerFenced: 90,
} as const;

/** Another broker leads the partition now, or will in a moment. */
export const staleLeaderCodes: ReadonlySet<number> = new Set([
  kafkaCodes.unknownTopicOrPartition,
  kafkaCodes.leaderNotAvailable,
  kafkaCodes.notLeader,
  kafkaCodes.replicaNotAvailable,
  kafkaCodes.networkException,
  kafkaCodes.storageError,
  kafkaCodes.fencedLeaderEpoch,
  kafkaCodes.unknownLeaderEpoch,
  kafkaCodes.offsetNotAvailable,
]);

const byCode: Readonly<Record<number, OutsideCode>> = {
  [kafkaCodes.unknownTopicOrPartition]: 'topic-missing',
  [kafkaCodes.messageTooLarge]: 'record-too-large',
  [kafkaCodes.recordListTooLarge]: 'record-too-large',
  [kafkaCodes.notEnoughReplicas]: 'replicas-missing',
  [kafkaCodes.notEnoughReplicasAfterAppend]: 'replicas-missing',
  [kafkaCodes.topicNotAuthorized]: 'kafka-refused',
  [kafkaCodes.groupNotAuthorized]: 'kafka-refused',
  [kafkaCodes.clusterNotAuthorized]: 'kafka-refused',
  [kafkaCodes.transactionalIdNotAuthorized]: 'kafka-refused',
  [kafkaCodes.topicExists]: 'topic-exists',
  [kafkaCodes.invalidReplication]: 'replicas-missing',
  [kafkaCodes.invalidProducerEpoch]: 'fenced',
  [kafkaCodes.producerFenced]: 'fenced',
};

export function outsideCodeOf(kafkaCode: number): OutsideCode {
  return byCode[kafkaCode] ?? 'kafka-failed';
}

type KafkaError = Error & {
  readonly code?: number | string;
  readonly type?: string;
  readonly errors?: readonly unknown[];
};

const unreachable = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSGroupCoordinatorNotFound',
]);

/** `doing` says in the message what was tried. An assertion stays what it is. */
export function toOutside(error: unknown, doing: string): Error {
  if (error instanceof OutsideError) return error;
  const causes = causesOf(error);
  for (const cause of causes) {
    const code = outsideCode(cause);
    if (code !== undefined) {
      return new OutsideError(code, `${doing}: ${cause.message}`, { cause: error });
    }
  }
  if (causes.some(({ name }) => name.startsWith('KafkaJS'))) {
    return new OutsideError('kafka-failed', `${doing}: ${causes[0]?.message}`, { cause: error });
  }
  return error as Error;
}

/** Kafka's own number of an error, wherever kafkajs wrapped it. */
export function kafkaCodeOf(error: unknown): number | undefined {
  for (const { code } of causesOf(error)) if (typeof code === 'number') return code;
  return undefined;
}

function outsideCode({ name, code, type, message }: KafkaError): OutsideCode | undefined {
  if (name === 'KafkaJSSASLAuthenticationError') return 'kafka-refused';
  if (typeof code === 'number' && type !== undefined) return outsideCodeOf(code);
  if (typeof code === 'string' && /CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code))
    return 'kafka-refused';
  if (name === 'KafkaJSServerDoesNotSupportApiKey') return 'kafka-unsupported';
  // A broker that wants TLS hangs up on who speaks plainly, and the other way round.
  if (unreachable.has(name)) return 'kafka-unreachable';
  return /certificate|alert/i.test(message) ? 'kafka-refused' : undefined;
}

function causesOf(error: unknown): readonly KafkaError[] {
  const causes: KafkaError[] = [];
  for (let one = error as KafkaError | undefined; one instanceof Error && causes.length < 8; ) {
    causes.push(one);
    const inner = one.errors?.[0] as KafkaError | undefined;
    one = inner ?? (one.cause as KafkaError | undefined);
  }
  return causes;
}
