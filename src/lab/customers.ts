// The customers of a world: who they are, and who calls how often. For plan, theft and simulate.
//
// Contact is heavy-tailed: the density falls with the square root of the rank, so a rank is drawn
// as n · u² (the inverse of the distribution function √(r/n)). The order by activity is a shuffle
// of each segment, so that ids tell nothing. Canaries stand at the end of it, behind everybody who
// ever calls: they have no tickets, and no honest draw reaches them; a thief's does.

import type { Subject } from '../generated/records.ts';
import { Random } from './random.ts';
import { type SimulateSettings, shapeOf } from './simulate-settings.ts';

export const languages = [
  { name: 'en', share: 0.55 },
  { name: 'ja', share: 0.25 },
  { name: 'de', share: 0.2 },
] as const;
export const products = [
  { name: 'consumer', share: 0.7 },
  { name: 'business', share: 0.3 },
] as const;

export function segmentName(language: number, product: number): string {
  return `${languages[language]!.name}-${products[product]!.name}`;
}

const segmentCount = languages.length * products.length;
const firstNumber = 1_000_000;
const vipFlag = 2;
const canaryFlag = 1;

export class Customers {
  readonly count: number;
  /** Segment of each customer, and whether they are prominent or a canary. */
  readonly #segments: Uint8Array;
  readonly #flags: Uint8Array;
  /** By segment: customers by activity, the canaries last. */
  readonly #ranked: readonly Uint32Array[];
  readonly #canaries: readonly number[];

  constructor(settings: SimulateSettings) {
    const shape = shapeOf(settings);
    this.count = settings.customers;
    this.#segments = new Uint8Array(this.count);
    this.#flags = new Uint8Array(this.count);
    const random = new Random(`${settings.seed}/customers`);
    const members: number[][] = Array.from({ length: segmentCount }, () => []);
    for (let customer = 0; customer < this.count; customer += 1) {
      // The first few make sure that nobody's queue is empty in a tiny world.
      const segment = customer < segmentCount ? customer : drawSegment(random);
      this.#segments[customer] = segment;
      if (random.isChance(shape.vipShare)) this.#flags[customer] = vipFlag;
      members[segment]!.push(customer);
    }
    this.#ranked = members.map((segment) => shuffled(segment, random));
    // Equal density in each segment; a fraction left over becomes one more by chance.
    this.#canaries = this.#ranked.map(({ length }) =>
      Math.min(length - 1, Math.floor(length / shape.canaryEvery + random.next())),
    );
    this.#ranked.forEach((ranked, segment) => {
      for (const customer of ranked.subarray(ranked.length - this.#canaries[segment]!)) {
        this.#flags[customer] = canaryFlag;
      }
    });
  }

  id(customer: number): string {
    return `c${firstNumber + customer}`;
  }

  numberOf(id: string): number {
    return Number(id.slice(1)) - firstNumber;
  }

  segmentOf(customer: number): string {
    const segment = this.#segments[customer]!;
    return segmentName(Math.floor(segment / products.length), segment % products.length);
  }

  isCanary(customer: number): boolean {
    return this.#flags[customer] === canaryFlag;
  }

  isCanaryId(id: string): boolean {
    return this.isCanary(this.numberOf(id));
  }

  /** Somebody who has a concern: by activity, never a canary. */
  drawActive(queue: string, random: Random): number {
    const segment = segmentOf(queue);
    const ranked = this.#ranked[segment]!;
    const active = ranked.length - this.#canaries[segment]!;
    const u = random.next();
    return ranked[Math.floor(active * u * u)]!;
  }

  /** Anybody of the segment, canaries included: how one draws who does not know the customers. */
  drawAny(queue: string, random: Random): number {
    return random.pick(this.#ranked[segmentOf(queue)]!);
  }

  /** By activity, round and round; never a canary. */
  activeAt(queue: string, rank: number): number {
    const segment = segmentOf(queue);
    const ranked = this.#ranked[segment]!;
    return ranked[rank % (ranked.length - this.#canaries[segment]!)]!;
  }

  /** Those who are prominent; whoever comes first where nobody is. */
  get vips(): readonly number[] {
    const found: number[] = [];
    this.#flags.forEach((flags, customer) => {
      if ((flags & vipFlag) !== 0) found.push(customer);
    });
    return found.length === 0 ? [0] : found;
  }

  sizeOf(queue: string): number {
    return this.#ranked[segmentOf(queue)]!.length;
  }

  *subjects(): Generator<Subject> {
    for (let customer = 0; customer < this.count; customer += 1) {
      yield {
        id: this.id(customer),
        segment: this.segmentOf(customer),
        vip: (this.#flags[customer]! & vipFlag) !== 0,
        canary: this.isCanary(customer),
        merged_into: null,
      };
    }
  }
}

const segmentNumbers = new Map<string, number>(
  Array.from({ length: segmentCount }, (_, segment) => [
    segmentName(Math.floor(segment / products.length), segment % products.length),
    segment,
  ]),
);

function segmentOf(queue: string): number {
  return segmentNumbers.get(queue)!;
}

function drawSegment(random: Random): number {
  const language = drawShare(languages, random);
  return language * products.length + drawShare(products, random);
}

export function drawShare(choices: readonly { readonly share: number }[], random: Random): number {
  let left = random.next();
  for (let i = 0; i < choices.length - 1; i += 1) {
    left -= choices[i]!.share;
    if (left < 0) return i;
  }
  return choices.length - 1;
}

/** Fisher and Yates. */
function shuffled(members: readonly number[], random: Random): Uint32Array {
  const order = Uint32Array.from(members);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}
