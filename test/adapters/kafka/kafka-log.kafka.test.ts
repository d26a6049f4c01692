// The log on a real Kafka keeps the contract that the local log keeps.

import { describeLogContract } from '../../contract/log-contract.ts';
import { openKafkaSubject } from './kafka-subject.ts';

describeLogContract('Kafka', async () => openKafkaSubject(['127.0.0.1:19092']));
