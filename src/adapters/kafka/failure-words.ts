// What went wrong between us and a broker, in words that say what to do about it. Brokers and
// kafkajs are short of them: who speaks plainly to a broker that wants TLS is only hung up on.
// Used by failures.ts.

import { kafkaCodes } from './kafka-codes.ts';

export type KafkaError = Error & {
  readonly code?: number | string;
  readonly type?: string;
  /** Address of the broker that was talked to. */
  readonly broker?: string;
  readonly errors?: readonly unknown[];
};

const meanings: Readonly<Record<number, string>> = {
  [kafkaCodes.requestTimedOut]: 'it did not come about in time',
  [kafkaCodes.coordinatorLoading]: 'its coordinator is still reading what was before',
  [kafkaCodes.coordinatorNotAvailable]: 'it has no coordinator at the moment',
  [kafkaCodes.notCoordinator]: 'another broker coordinates it',
  [kafkaCodes.unknownTopicOrPartition]: 'there is no such topic or partition',
  [kafkaCodes.unknownTopicId]: 'it is gone, or was made anew',
  [kafkaCodes.notEnoughReplicas]: 'too few brokers have it in sync',
  [kafkaCodes.notEnoughReplicasAfterAppend]: 'too few brokers have it in sync',
  [kafkaCodes.concurrentTransactions]:
    'the one before cannot be ended, as where too few brokers have a partition in sync',
  [kafkaCodes.topicNotAuthorized]: 'this user has no right to',
  [kafkaCodes.groupNotAuthorized]: 'this user has no right to',
  [kafkaCodes.clusterNotAuthorized]: 'this user has no right to',
  [kafkaCodes.transactionalIdNotAuthorized]: 'this user has no right to',
};

/** Kafka's number of an error, with its meaning where that helps. */
export function codeWords(kafkaCode: number): string {
  const meaning = meanings[kafkaCode];
  return meaning === undefined ? `error ${kafkaCode}` : `${meaning} (error ${kafkaCode})`;
}

/** Names broker and setting where the connection itself fails; else what was tried, and why not. */
export function failureWords(error: KafkaError, doing: string): string {
  const { name, code, broker = 'the broker' } = error;
  const why = error.message.replace(/^Connection error: /, '');
  if (name === 'KafkaJSSASLAuthenticationError') return `Kafka refuses the login: ${why}`;
  if (code === kafkaCodes.illegalSaslState) {
    return 'Kafka asks for no login at this address: leave kafka_sasl out, or use another port.';
  }
  if (isUntrusted(code)) {
    return `The certificate of ${broker} is not trusted (${code}): name who signed it in kafka_ca.`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of ${broker} is for another host: ${why.trim().replace(/:$/, '.')}`;
  }
  if (/before secure TLS|WRONG_VERSION_NUMBER|packet length too long/i.test(`${why} ${code}`)) {
    return `${broker} does not seem to speak TLS: set kafka_tls to off, or use another port.`;
  }
  if (name === 'KafkaJSConnectionClosedError') {
    const hint = 'where it wants TLS set kafka_tls, where it wants a login kafka_sasl';
    return doing === connecting ? `${broker} hung up: ${hint}.` : `${doing}: ${broker} hung up`;
  }
  if (name === 'KafkaJSConnectionError' && doing === connecting) {
    return `Kafka cannot be reached at ${broker}: ${why}`;
  }
  if (isSilence(error)) return `${doing}: the broker does not answer`;
  return `${doing}: ${why}`;
}

export const connecting = 'connecting to Kafka';

/** After a first request without an answer kafkajs takes the broker for connected, and is not. */
export function isSilence({ name, message }: Error): boolean {
  return name === 'KafkaJSRequestTimeoutError' || message === 'Broker not connected';
}

function isUntrusted(code: number | string | undefined): boolean {
  return typeof code === 'string' && /SELF_SIGNED|UNABLE_TO|UNTRUSTED/.test(code);
}
