// The log on a real Kafka keeps the contract that the local log keeps.

import { describeLogContract } from '../../contract/log-contract.ts';
import { describeKafka, sharedBrokers } from '../../support/kafka.ts';
import { openKafkaSubject } from './kafka-subject.ts';

await describeKafka('the shared Kafka', async () => {
  const brokers = await sharedBrokers();
  describeLogContract('Kafka', async () => openKafkaSubject(brokers));
});
