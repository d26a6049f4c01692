// Which broker leads which partition, and the incarnation of each topic: remembered until somebody
// finds it out of date. Used by fetcher.ts, kafka-writer.ts and kafka-log.ts.

import { OutsideError } from '../../errors.ts';
import { kafkaCodes, kafkaFailure } from './failures.ts';
import type { Links } from './links.ts';
import { topicIdsRequest } from './topic-ids-request.ts';

export type TopicPlaces = {
  readonly id: string;
  /** Leader by partition number; −1 where there is none at the moment. */
  readonly leaders: readonly number[];
  readonly replicas: number;
};

export class TopicMap {
  readonly #links: Links;
  readonly #known = new Map<string, TopicPlaces>();
  /** Of each topic the incarnation met first: offsets of another one mean other records. */
  readonly #ids = new Map<string, string>();
  /** Incarnations that we have deleted ourselves: some brokers know them for a moment yet. */
  readonly #gone = new Set<string>();

  constructor(links: Links) {
    this.#links = links;
  }

  /** Asks Kafka; undefined where there is no such topic. */
  async find(topic: string): Promise<TopicPlaces | undefined> {
    const [found] = await this.#links.sendToAny(topicIdsRequest([topic]));
    const code = found?.errorCode ?? kafkaCodes.unknownTopicOrPartition;
    const isGone = found !== undefined && this.#gone.has(found.id);
    if (code === kafkaCodes.unknownTopicOrPartition || isGone) {
      this.#known.delete(topic);
      return undefined;
    }
    if (found === undefined || (code !== kafkaCodes.none && code !== kafkaCodes.leaderNotAvailable))
      throw kafkaFailure(code, `Kafka does not tell about topic ${topic}`);
    const { id } = found;
    const first = this.#ids.get(topic) ?? id;
    if (first !== id) {
      throw new OutsideError('topic-changed', `Topic ${topic} was made anew while we used it.`);
    }
    this.#ids.set(topic, id);
    const leaders: number[] = [];
    for (const { partition, leader } of found.partitions) leaders[partition] = leader;
    const replicas = found.partitions[0]?.replicas.length ?? 0;
    const places = { id, leaders, replicas };
    this.#known.set(topic, places);
    return places;
  }

  /** As remembered; asked for where it is not. Fails with `topic-missing`. */
  async placesOf(topic: string): Promise<TopicPlaces> {
    const places = this.#known.get(topic) ?? (await this.find(topic));
    if (places === undefined)
      throw new OutsideError('topic-missing', `There is no topic ${topic}.`);
    return places;
  }

  /** Fails with `kafka-unreachable` while the partition has no leader. */
  async leaderOf(topic: string, partition: number): Promise<number> {
    const { leaders } = await this.placesOf(topic);
    const leader = leaders[partition];
    if (leader !== undefined && leader >= 0) return leader;
    this.forget(topic);
    if (leader === undefined) {
      throw new OutsideError('topic-missing', `Topic ${topic} has no partition ${partition}.`);
    }
    throw new OutsideError('kafka-unreachable', `${topic}/${partition} has no leader.`);
  }

  forget(topic: string): void {
    this.#known.delete(topic);
  }

  /** It was deleted by us: whoever bears its name next is another one, and welcome. */
  bury(topic: string, id: string): void {
    this.#gone.add(id);
    this.#ids.delete(topic);
    this.#known.delete(topic);
  }
}
