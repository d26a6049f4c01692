// The log on Apache Kafka, behind the same port and the same contract suite as the local one.
//
// Over kafkajs's connections, with a data path of our own: records go from the bytes of a fetch
// straight into columns and from columns into a record batch. What that avoids, and what it costs:
// docs/decisions/kafka-data-path.md. Opened by main.ts and by tests.

import { OutsideError } from '../../errors.ts';
import type { Clock, Log, Membership, MembershipOptions, Telemetry } from '../../ports.ts';
import type { Compression } from './compression.ts';
import { DirectReader, type ReadOptions } from './direct-read.ts';
import { Fetcher } from './fetcher.ts';
import { GroupMember } from './group-member.ts';
import { KafkaWriters } from './kafka-writers.ts';
import { type LinkOptions, Links } from './links.ts';
import { Patience } from './patience.ts';
import { probeKafka } from './probe.ts';
import { TopicMap } from './topic-map.ts';
import {
  countMembers,
  createTopic,
  deleteTopic,
  findTopic,
  growTopic,
  rangeOf,
  topicOnceThere,
} from './topics.ts';

export type KafkaOptions = LinkOptions & {
  readonly compression: Compression;
  /** Topics that are written without it. */
  readonly plainTopics?: ReadonlySet<string>;
  /** Copies of each partition of a new topic; 0: as many as there are brokers, up to three. */
  readonly replication: number;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Whether to wait for a Kafka that is away, as stages do, or to fail, as a command does. */
  readonly isPatient: boolean;
  /** Ends all waiting. */
  readonly stop?: AbortSignal;
  /** How long a member may be silent before others get its tasks. */
  readonly sessionMs?: number;
  /** How long a transaction may be open: for so long a dead worker holds back all readers. */
  readonly transactionMs?: number;
};

const valueBytesMax = 1_000_000;

export async function openKafkaLog(options: KafkaOptions): Promise<Log> {
  const log = new KafkaLog(options);
  try {
    await log.connect();
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

class KafkaLog implements Log {
  readonly kind = 'kafka';
  readonly #options: KafkaOptions;
  readonly #control: Links;
  readonly #lanes: { readonly express: Links; readonly waiting: Links };
  readonly #writers: KafkaWriters;
  readonly #reading: ReadOptions;
  readonly #reader: DirectReader;
  readonly #groupLinks = new Set<Links>();
  readonly #members = new Set<Membership>();
  readonly #topics: TopicMap;
  readonly #fetcher: Fetcher;
  readonly #patience: Patience;
  readonly #closed = new AbortController();

  constructor(options: KafkaOptions) {
    this.#options = options;
    this.#control = new Links(options);
    this.#lanes = { express: new Links(options), waiting: new Links(options) };
    this.#topics = new TopicMap(this.#control);
    this.#fetcher = new Fetcher(this.#lanes, this.#topics, options.clock);
    const { clock, telemetry, isPatient, stop } = options;
    const closed = this.#closed.signal;
    this.#patience = new Patience({
      clock,
      telemetry,
      isPatient,
      closed: stop === undefined ? closed : AbortSignal.any([closed, stop]),
    });
    const source = { fetcher: this.#fetcher, range: this.range };
    this.#reading = { source, patience: this.#patience, clock, closed };
    this.#reader = new DirectReader(this.#reading);
    const { compression, plainTopics = new Set(), transactionMs = 15_000 } = options;
    const topics = this.#topics;
    const writing = {
      ...{ topics, clock, stop, compression },
      ...{ plainTopics, transactionMs, valueBytesMax },
    };
    this.#writers = new KafkaWriters(options, writing);
  }

  get #source() {
    return { links: this.#control, topics: this.#topics, clock: this.#options.clock };
  }

  connect(): Promise<void> {
    return this.#patience.until(() => this.#patience.withinGrace(this.#control.connect()));
  }

  async topic(name: string) {
    return this.#patience.until(() => findTopic(this.#control, this.#topics, name));
  }

  createTopic: Log['createTopic'] = async (spec) => {
    const { replication } = this.#options;
    await createTopic(this.#control, spec, replication);
    return this.#patience.until(() => topicOnceThere(this.#source, spec.name));
  };

  deleteTopic: Log['deleteTopic'] = async (topic) => {
    await deleteTopic(this.#source, topic);
    this.#reader.forget(topic.name);
  };

  growTopic: Log['growTopic'] = (name, partitions) => growTopic(this.#source, name, partitions);

  countMembers: Log['countMembers'] = (group) =>
    this.#patience.until(() => countMembers(this.#control, group));

  range: Log['range'] = (topic, partition) =>
    this.#patience.until(() => rangeOf(this.#control, this.#topics, { topic, partition }));

  read: Log['read'] = (topic, partition, offset, limits) =>
    this.#reader.read({ topic, partition, offset }, limits);

  writer: Log['writer'] = (transactionalId) =>
    this.#patience.until(() => this.#patience.withinGrace(this.#writers.open(transactionalId)));

  async join(options: MembershipOptions): Promise<Membership> {
    const counts = new Map<string, number>();
    for (const topic of options.topics) {
      const places = await this.#patience.until(() => this.#topics.find(topic));
      if (places === undefined) {
        throw new OutsideError('topic-missing', `There is no topic ${topic}.`);
      }
      counts.set(topic, places.leaders.length);
    }
    const links = new Links(this.#options);
    this.#groupLinks.add(links);
    const { clock, sessionMs = 12_000 } = this.#options;
    const { source, patience } = this.#reading;
    const around = { source, counts, patience, links, clock, sessionMs };
    const membership = new GroupMember(options, around).start();
    this.#members.add(membership);
    const end = async (): Promise<void> => {
      this.#members.delete(membership);
      this.#groupLinks.delete(links);
      await links.close();
    };
    membership.finished.then(end, end);
    return membership;
  }

  probe: Log['probe'] = (topic) => {
    const { clock, brokers } = this.#options;
    return probeKafka({ links: this.#control, topics: this.#topics, clock, brokers }, topic);
  };

  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.allSettled([...this.#members].map((membership) => membership.leave()));
    const { express, waiting } = this.#lanes;
    const all = [this.#control, express, waiting, this.#writers, ...this.#groupLinks];
    await Promise.all(all.map((one) => one.close()));
  }
}
