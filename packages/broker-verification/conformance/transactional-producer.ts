/** A transactional producer on both brokers, each with the id that its broker gave it. */
import { asJson } from '../src/differential/differences.js';
import type { BodyTemplate, PairedConnection } from '../src/differential/paired-connection.js';
import { PerSide } from '../src/differential/per-side.js';
import { type BatchGiven, makeBatch } from '../src/differential/record-batches.js';

/** A transactional producer: its requests carry its ids. */
export class TransactionalProducer {
  constructor(
    private readonly pair: PairedConnection,
    readonly name: string | null,
    readonly id: PerSide<bigint>,
    readonly epoch: number,
  ) {}

  get who(): BodyTemplate {
    return { transactional_id: this.name, producer_id: this.id, producer_epoch: this.epoch };
  }

  as(change: { name?: string | null; id?: bigint; epoch?: number }): TransactionalProducer {
    const id = change.id === undefined ? this.id : PerSide.of(() => change.id ?? 0n);
    return new TransactionalProducer(
      this.pair,
      change.name === undefined ? this.name : change.name,
      id,
      change.epoch ?? this.epoch,
    );
  }

  async add(topic: string | null, ...partitions: number[]): Promise<void> {
    await this.pair.ask('AddPartitionsToTxn', 1, { ...this.who, topics: [{ name: topic, partitions }] });
  }

  async addGroup(group: string | null): Promise<void> {
    await this.pair.ask('AddOffsetsToTxn', 1, { ...this.who, group_id: group });
  }

  /** Resolves to whether it was taken. */
  async produce(topic: string, given: BatchGiven = {}, index = 0): Promise<boolean> {
    const records = this.id.map((producerId) =>
      makeBatch({ producerId, producerEpoch: this.epoch, attributes: 0x10, ...given }),
    );
    const partitions = [{ index, records }];
    const body = { transactional_id: this.name, topics: [{ name: topic, partitions }] };
    const response = await this.pair.ask('Produce', 7, body);
    return asJson(response.embedded).includes('"error_code":0');
  }

  async commitOffset(group: string | null, topic: string, offset: number, fields: BodyTemplate = {}): Promise<void> {
    const partitions = [{ index: 0, offset, metadata: '', ...fields }];
    await this.pair.ask('TxnOffsetCommit', 2, { ...this.who, group_id: group, topics: [{ name: topic, partitions }] });
  }

  async end(committed: boolean): Promise<void> {
    await this.pair.ask('EndTxn', 1, { ...this.who, committed });
  }
}

/** The coordinator of transactions has to come up first on Apache Kafka. */
export async function begin(
  pair: PairedConnection,
  name = pair.caseLog.name('producer'),
  timeout = 60_000,
): Promise<TransactionalProducer> {
  await pair.ask('FindCoordinator', 2, { key: name, key_type: 1 });
  const body = { transactional_id: name, transaction_timeout_ms: timeout };
  const begun = await pair.ask('InitProducerId', 1, body);
  const id = begun.map(({ producer_id }) => BigInt(producer_id as bigint));
  return new TransactionalProducer(pair, name, id, Number(begun.embedded.producer_epoch));
}

/** The records that readers of all and of committed records get. */
export async function read(pair: PairedConnection, topic: string, fetch_offset = 0): Promise<void> {
  for (const isolation_level of [0, 1]) {
    const partitions = [{ index: 0, timestamp: -1 }];
    await pair.eventually('ListOffsets', 5, { isolation_level, topics: [{ name: topic, partitions }] });
    const fetched = [{ partition: 0, fetch_offset }];
    await pair.eventually('Fetch', 11, { isolation_level, topics: [{ topic, partitions: fetched }] });
  }
}
