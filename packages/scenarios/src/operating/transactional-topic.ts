/** Messages in transactions, by kafkajs's producer. */
import type { World } from '@kfw/test-cluster';
import { Kafka, logLevel, type Transaction } from 'kafkajs';

export interface SentInTransaction {
  readonly topic: string;
  readonly partition: number;
  readonly messages: number;
  /** Milliseconds since 1970. Default: now. */
  readonly timestampMs?: number;
}

export class TransactionalSender {
  private constructor(private readonly begin: () => Promise<Transaction>) {}

  static async open(world: World, name: string): Promise<TransactionalSender> {
    const kafka = new Kafka({ brokers: world.cluster.brokers.split(','), logLevel: logLevel.NOTHING });
    const producer = kafka.producer({
      transactionalId: world.name(name),
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 10 },
    });
    await producer.connect();
    world.after(() => producer.disconnect());
    return new TransactionalSender(() => producer.transaction());
  }

  /** Takes the offsets of its messages, and one more for the marker. */
  async commit(sent: SentInTransaction): Promise<void> {
    await (await this.leaveOpen(sent)).commit();
  }

  async abort(sent: SentInTransaction): Promise<void> {
    await (await this.leaveOpen(sent)).abort();
  }

  async leaveOpen({ topic, partition, messages, timestampMs = Date.now() }: SentInTransaction): Promise<Transaction> {
    const transaction = await this.begin();
    const message = { partition, value: 'payment', timestamp: String(timestampMs) };
    await transaction.send({ topic, messages: Array.from({ length: messages }, () => message) });
    return transaction;
  }
}
