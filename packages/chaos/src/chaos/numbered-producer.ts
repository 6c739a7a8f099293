/**
 * The producer of a run: keys whose messages are numbered, sent through kfw's `deliver` at a steady pace to the inputs of
 * all contenders. Acknowledged messages are recorded. A message that could not be delivered is not lost: it was not
 * acknowledged.
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@kfw/test-cluster';
import { deliver } from 'kfw';
import type { NumberedMessage } from '../workers/worker-task.js';

const tickMs = 20;
/** How many messages may wait for their acknowledgement before the pace slows. */
const mostUnacknowledged = 2_000;
const poisonShare = 0.002;

export interface NumberedProducerOptions {
  readonly topic: string;
  readonly keys: number;
  readonly messagesPerSecond: number;
  /** Whether some of the messages are poison. */
  readonly poison: boolean;
  readonly random: Random;
}

export class NumberedProducer {
  sent = 0;
  acknowledged = 0;
  /** Messages whose delivery failed. */
  failed = 0;
  readonly #options: NumberedProducerOptions;
  readonly #next: { key: string; seq: number }[];
  readonly #acknowledgements: string[] = [];
  readonly #running: Promise<void>;
  #stopping = false;

  constructor(options: NumberedProducerOptions) {
    this.#options = options;
    this.#next = Array.from({ length: options.keys }, (_, index) => ({ key: `key-${index}`, seq: 0 }));
    this.#running = this.#run();
  }

  /** Sends nothing more; resolves when all that was sent is acknowledged or has failed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /** A line `key seq` for each message that was acknowledged. */
  async write(file: string): Promise<void> {
    await writeFile(file, this.#acknowledgements.join(''));
  }

  async #run(): Promise<void> {
    const waiting = new Set<Promise<void>>();
    const perTick = (this.#options.messagesPerSecond * tickMs) / 1_000;
    let due = 0;
    while (!this.#stopping) {
      const room = mostUnacknowledged - (this.sent - this.acknowledged - this.failed);
      due = Math.min(due + perTick, room);
      const count = Math.max(0, Math.floor(due));
      due -= count;
      if (count > 0) {
        const sending = this.#send(Array.from({ length: count }, () => this.#draw())).finally(() =>
          waiting.delete(sending),
        );
        waiting.add(sending);
      }
      await pause(tickMs);
    }
    await Promise.all(waiting);
  }

  #draw(): NumberedMessage {
    const { random, poison } = this.#options;
    const own = this.#next[random.between(0, this.#next.length - 1)];
    if (own === undefined) throw new Error('a run needs keys');
    return { key: own.key, seq: own.seq++, poison: poison && random.next() < poisonShare };
  }

  async #send(messages: readonly NumberedMessage[]): Promise<void> {
    this.sent += messages.length;
    const { topic } = this.#options;
    // One by one, so that each is known for itself; those of one turn of the event loop leave together, in this order.
    const outcomes = await Promise.allSettled(messages.map((message) => deliver(topic, message, { key: message.key })));
    for (const [index, { status }] of outcomes.entries()) {
      const message = messages[index];
      if (message === undefined) continue;
      if (status === 'rejected') {
        this.failed++;
        continue;
      }
      this.acknowledged++;
      this.#acknowledgements.push(`${message.key} ${message.seq}\n`);
    }
  }
}
