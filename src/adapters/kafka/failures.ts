// What Kafka and kafkajs report → the outside errors that the rest of the program knows.
// Used by the other files of this folder.

import { type OutsideCode, OutsideError } from '../../errors.ts';
import { codeWords, failureWords, isSilence, type KafkaError } from './failure-words.ts';
import { kafkaCodes } from './kafka-codes.ts';

export { kafkaCodes } from './kafka-codes.ts';

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
  [kafkaCodes.coordinatorLoading]: 'kafka-unreachable',
  [kafkaCodes.coordinatorNotAvailable]: 'kafka-unreachable',
  [kafkaCodes.notCoordinator]: 'kafka-unreachable',
  [kafkaCodes.requestTimedOut]: 'kafka-unreachable',
  [kafkaCodes.unknownTopicOrPartition]: 'topic-missing',
  [kafkaCodes.unknownTopicId]: 'topic-missing',
  [kafkaCodes.messageTooLarge]: 'record-too-large',
  [kafkaCodes.recordListTooLarge]: 'record-too-large',
  [kafkaCodes.notEnoughReplicas]: 'replicas-missing',
  [kafkaCodes.notEnoughReplicasAfterAppend]: 'replicas-missing',
  // It passes in a moment, unless the markers that end a transaction cannot be written.
  [kafkaCodes.concurrentTransactions]: 'replicas-missing',
  [kafkaCodes.topicNotAuthorized]: 'kafka-refused',
  [kafkaCodes.groupNotAuthorized]: 'kafka-refused',
  [kafkaCodes.clusterNotAuthorized]: 'kafka-refused',
  [kafkaCodes.transactionalIdNotAuthorized]: 'kafka-refused',
  [kafkaCodes.unsupportedSasl]: 'kafka-refused',
  [kafkaCodes.illegalSaslState]: 'kafka-refused',
  [kafkaCodes.saslFailed]: 'kafka-refused',
  [kafkaCodes.policyViolation]: 'kafka-refused',
  [kafkaCodes.unsupportedVersion]: 'kafka-unsupported',
  [kafkaCodes.topicExists]: 'topic-exists',
  [kafkaCodes.invalidReplication]: 'replicas-missing',
  [kafkaCodes.invalidProducerEpoch]: 'fenced',
  [kafkaCodes.producerFenced]: 'fenced',
};

export function outsideCodeOf(kafkaCode: number): OutsideCode {
  return byCode[kafkaCode] ?? 'kafka-failed';
}

/** An error that a broker answered with; `what` names the thing and what cannot be done. */
export function kafkaFailure(kafkaCode: number, what: string): OutsideError {
  const code = staleLeaderCodes.has(kafkaCode) ? 'kafka-unreachable' : outsideCodeOf(kafkaCode);
  const said = codeWords(kafkaCode);
  const cause = Object.assign(new Error(said), { code: kafkaCode });
  return new OutsideError(code, `${what}: ${said}.`, { cause });
}

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
      return new OutsideError(code, failureWords(cause, doing), { cause: error });
    }
  }
  if (causes.some(({ message }) => /certificate|alert/i.test(message))) {
    return new OutsideError('kafka-refused', `${doing}: ${causes[0]?.message}`, { cause: error });
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

function outsideCode(error: KafkaError): OutsideCode | undefined {
  const { name, code, type } = error;
  if (name === 'KafkaJSSASLAuthenticationError') return 'kafka-refused';
  if (typeof code === 'number' && type !== undefined) return outsideCodeOf(code);
  if (typeof code === 'string' && /CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code))
    return 'kafka-refused';
  if (name === 'KafkaJSServerDoesNotSupportApiKey') return 'kafka-unsupported';
  return unreachable.has(name) || isSilence(error) ? 'kafka-unreachable' : undefined;
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
