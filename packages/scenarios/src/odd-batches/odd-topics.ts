/** Topics that odd batches are sent to, among good messages, and the batches that a broker accepted. */
import type { Random, World } from '@kfw/test-cluster';
import { batchDraft, written } from './draft.js';
import { oddBatch } from './odd-batch.js';
import { type RawBatchFor, RawProducer } from './raw-producer.js';

const partitions = 4;
/** So that no broker refuses a time as such. */
const anyTime = {
  'message.timestamp.before.max.ms': '9223372036854775807',
  'message.timestamp.after.max.ms': '9223372036854775807',
};
/** Keys are asked for, and nothing is taken away while it is looked for. */
const compacted = { 'cleanup.policy': 'compact', 'segment.ms': '9223372036854775807' };
/** Rounds of odd batches between two of good ones. */
const goodEvery = 4;

/** A batch that was accepted. */
export interface Accepted {
  readonly position: string;
  readonly what: string;
  readonly offset: number;
}

export class OddTopics {
  readonly odd: Accepted[] = [];
  good: Accepted[] = [];
  refused = 0;
  #number = 0;

  private constructor(
    /** Those of odd batches. */
    readonly topics: readonly string[],
    readonly goodTopic: string,
    private readonly producer: RawProducer,
  ) {}

  static async create(world: World): Promise<OddTopics> {
    const topics = [
      await world.createTopic('odd', { partitions, settings: anyTime }),
      await world.createTopic('odd-appended', { partitions, settings: { 'message.timestamp.type': 'LogAppendTime' } }),
      await world.createTopic('odd-compacted', { partitions, settings: { ...anyTime, ...compacted } }),
    ];
    const good = await world.createTopic('good', { settings: anyTime });
    const producer = new RawProducer(Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1)));
    world.after(() => producer.close());
    return new OddTopics(topics, good, producer);
  }

  get all(): string[] {
    return [...this.topics, this.goodTopic];
  }

  /** At least so many odd batches, in rounds of one for each partition. */
  async sendOdd(random: Random, wanted: number): Promise<void> {
    for (let round = 0; round * this.#places.length < wanted; round++) {
      if (round % goodEvery === 0) await this.sendGood();
      await this.#send(
        this.odd,
        this.#places.map((position) => ({ ...position, ...oddBatch(random) })),
      );
    }
    await this.sendGood();
  }

  /** A good message for each partition, those of odd batches and the one of no other. */
  sendGood(): Promise<void> {
    return this.#send(
      this.good,
      [...this.#places, { topic: this.goodTopic, partition: 0 }].map((position) => {
        const what = `good ${++this.#number}`;
        return { ...position, what, bytes: written(batchDraft(what)) };
      }),
    );
  }

  get #places() {
    return this.topics.flatMap((topic) => Array.from({ length: partitions }, (_, partition) => ({ topic, partition })));
  }

  async #send(into: Accepted[], given: readonly (RawBatchFor & { readonly what: string })[]): Promise<void> {
    const offsets = await this.producer.produce(given);
    given.forEach(({ topic, partition, what }, index) => {
      const offset = offsets[index];
      if (offset === undefined) this.refused++;
      else into.push({ position: `${topic}/${partition}`, what, offset });
    });
  }
}
