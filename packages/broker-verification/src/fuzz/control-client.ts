/**
 * The control client, which behaves while others do not: produces and reads back, stays in a group, commits, uses
 * transactions, creates and deletes topics. Every answer must be the right one, and whatever was acknowledged must be
 * there, byte for byte, at the end and after a restart.
 */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { AskingConnection } from './asking-connection.js';
import type { FrameBuilder } from './frame-builder.js';
import { inTransaction, recordBatch, valuesIn } from './record-batches.js';

interface Producer {
  readonly producerId: number;
  readonly epoch: number;
}

interface Fetched {
  readonly endOffset: number;
  readonly aborted: readonly number[];
  readonly records: Buffer;
}

const partitions = [0, 1];
const transactional = 2;
const fromCrc = 17;
/** Longer than any machine is busy with something else: it is not a test of speed. */
const sessionTimeoutMs = 300_000;

export class ControlClient {
  /** Random frames never hit these names. */
  readonly topic = `control-${randomUUID()}`;
  readonly group = `control-${randomUUID()}`;
  readonly transactionalId = `control-${randomUUID()}`;
  #connection: AskingConnection;
  #producer: Producer = { producerId: -1, epoch: -1 };
  #inTransactions: Producer = { producerId: -1, epoch: -1 };
  #member = { memberId: '', generation: -1 };
  /** The expected records of each partition, by offset. */
  readonly #batches = new Map<number, Map<number, Buffer>>(partitions.map((partition) => [partition, new Map()]));
  readonly #committedValues: string[] = [];
  #committedInTransaction = -1;
  #transactions = 0;
  #cycles = 0;

  constructor(port: number) {
    this.#connection = new AskingConnection(port);
  }

  get cycles(): number {
    return this.#cycles;
  }

  async begin(): Promise<void> {
    await this.#createTopic(this.topic, partitions.length + 1);
    this.#producer = await this.#initProducer(null);
    this.#inTransactions = await this.#initProducer(this.transactionalId);
    await this.#join();
  }

  /** One round of everything; throws at the first wrong response. */
  async cycle(): Promise<void> {
    const number = this.#cycles;
    for (const partition of partitions) await this.#produceAndReadBack(partition, number);
    await this.#heartbeatAndCommit(number);
    if (number % 3 === 0) await this.#transaction(number % 2 === 0);
    if (number % 10 === 0) await this.#administer(number);
    this.#cycles += 1;
  }

  /** That everything acknowledged is there: by this connection, or by one to the broker that has been started again. */
  async verify(port?: number): Promise<void> {
    if (port !== undefined) {
      this.#connection.close();
      this.#connection = new AskingConnection(port);
    }
    for (const partition of partitions) {
      const expected = this.#batches.get(partition) ?? new Map<number, Buffer>();
      let offset = 0;
      while (offset < expected.size) {
        const { records } = await this.#fetch(partition, offset, 0);
        assert.ok(records.length > 0, `partition ${partition} has nothing at ${offset} of ${expected.size}`);
        for (let at = 0; at < records.length; at += records.readInt32BE(at + 8) + 12) {
          assert.equal(Number(records.readBigInt64BE(at)), offset);
          const size = records.readInt32BE(at + 8) + 12;
          assert.deepEqual(records.subarray(at + fromCrc, at + size), expected.get(offset)?.subarray(fromCrc));
          offset += 1;
        }
      }
      assert.equal((await this.#fetch(partition, offset, 0)).endOffset, expected.size);
    }
    assert.deepEqual(await this.#readCommitted(), this.#committedValues);
    assert.equal(await this.#committed(0), this.#cycles - 1);
    assert.equal(await this.#committed(transactional), this.#committedInTransaction);
  }

  close(): void {
    this.#connection.close();
  }

  async #produceAndReadBack(partition: number, number: number): Promise<void> {
    const value = Buffer.from(`${partition}/${number} ${'control '.repeat(number % 40)}`);
    const batch = recordBatch({ values: [value], timestamp: Date.now(), ...this.#producer, sequence: number });
    const offset = await this.#produce(partition, batch, null);
    assert.equal(offset, number, 'the offset of a batch that nobody else could have come before');
    this.#batches.get(partition)?.set(offset, batch);
    const { records } = await this.#fetch(partition, offset, 0);
    assert.deepEqual(records.subarray(fromCrc), batch.subarray(fromCrc), `what was produced to ${partition}`);
  }

  async #heartbeatAndCommit(number: number): Promise<void> {
    const { memberId, generation } = this.#member;
    const beat = await this.#ask(12, 1, (b) => b.string(this.group).int32(generation).string(memberId));
    beat.int32();
    assert.equal(beat.int16(), 0, 'heartbeat');
    const commit = await this.#ask(8, 3, (b) => {
      b.string(this.group).int32(generation).string(memberId).int64(-1);
      this.#partitionOf(b, 0, () => b.int64(number).string('control'));
    });
    commit.int32();
    assert.equal(codeIn(commit), 0, 'commit');
    assert.equal(await this.#committed(0), number);
  }

  async #transaction(isCommit: boolean): Promise<void> {
    const sequence = this.#transactions;
    const { producerId, epoch } = this.#inTransactions;
    const ofProducer = (b: FrameBuilder) => b.string(this.transactionalId).int64(producerId).int16(epoch);
    const added = await this.#ask(24, 0, (b) =>
      ofProducer(b).array([this.topic], () => b.string(this.topic).array([transactional], (at) => b.int32(at))),
    );
    added.int32();
    assert.equal(codeIn(added), 0, 'AddPartitionsToTxn');
    const values = [Buffer.from(`transaction ${sequence}`)];
    const given = { values, timestamp: Date.now(), producerId, epoch, sequence, attributes: inTransaction };
    const offset = await this.#produce(transactional, recordBatch(given), this.transactionalId);
    const group = await this.#ask(25, 0, (b) => ofProducer(b).string(this.group));
    group.int32();
    assert.equal(group.int16(), 0, 'AddOffsetsToTxn');
    const offsets = await this.#ask(28, 0, (b) => {
      b.string(this.transactionalId).string(this.group).int64(producerId).int16(epoch);
      this.#partitionOf(b, transactional, () => b.int64(sequence).string(null));
    });
    offsets.int32();
    assert.equal(codeIn(offsets), 0, 'TxnOffsetCommit');
    const end = await this.#ask(26, 0, (b) => ofProducer(b).boolean(isCommit));
    end.int32();
    assert.equal(end.int16(), 0, 'EndTxn');
    this.#transactions += 1;
    if (isCommit) {
      this.#committedValues.push(`transaction ${sequence}`);
      this.#committedInTransaction = sequence;
    }
    const { records, aborted } = await this.#fetch(transactional, offset, 1);
    assert.equal(aborted.includes(producerId), !isCommit, 'the list of aborted transactions');
    assert.equal(valuesIn(records)[0]?.value.toString(), `transaction ${sequence}`);
    assert.equal(await this.#committed(transactional), this.#committedInTransaction);
  }

  async #administer(number: number): Promise<void> {
    const name = `${this.topic}-${number}`;
    await this.#createTopic(name, 2);
    const described = await this.#ask(32, 0, (b) =>
      b.array([name], () =>
        b
          .int8(2)
          .string(name)
          .array(['retention.ms'], (setting) => b.string(setting)),
      ),
    );
    described.int32();
    const settings = described.array(() => {
      assert.equal(described.int16(), 0, 'DescribeConfigs');
      described.string();
      described.int8();
      described.string();
      return described.array(() => [described.string(), described.string()]).length;
    });
    assert.deepEqual(settings, [1]);
    const deleted = await this.#ask(20, 1, (b) => b.array([name], () => b.string(name)).int32(1_000));
    deleted.int32();
    assert.deepEqual(
      deleted.array(() => [deleted.string(), deleted.int16()]),
      [[name, 0]],
    );
  }

  async #join(): Promise<void> {
    const joined = await this.#ask(11, 2, (b) => {
      b.string(this.group).int32(sessionTimeoutMs).int32(sessionTimeoutMs).string('').string('consumer');
      b.array(['range'], (name) => b.string(name).bytes(Buffer.alloc(4)));
    });
    joined.int32();
    assert.equal(joined.int16(), 0, 'JoinGroup');
    const generation = joined.int32();
    for (let skipped = 0; skipped < 2; skipped++) joined.string();
    this.#member = { memberId: joined.string(), generation };
    const { memberId } = this.#member;
    const synced = await this.#ask(14, 1, (b) => {
      b.string(this.group).int32(generation).string(memberId);
      b.array([memberId], (id) => b.string(id).bytes(Buffer.from('all')));
    });
    synced.int32();
    assert.equal(synced.int16(), 0, 'SyncGroup');
    assert.equal(synced.bytes().toString(), 'all');
  }

  async #initProducer(transactionalId: string | null): Promise<Producer> {
    const given = await this.#ask(22, 0, (b) => b.string(transactionalId).int32(sessionTimeoutMs));
    given.int32();
    assert.equal(given.int16(), 0, 'InitProducerId');
    return { producerId: given.int64(), epoch: given.int16() };
  }

  async #createTopic(name: string, count: number): Promise<void> {
    const created = await this.#ask(19, 1, (b) => {
      b.array([name], () => {
        b.string(name).int32(count).int16(1).int32(0);
        b.array(['1048576'], (bytes) => b.string('segment.bytes').string(bytes));
      });
      b.int32(1_000).boolean(false);
    });
    assert.deepEqual(
      created.array(() => [created.string(), created.int16(), created.string()]),
      [[name, 0, '']],
    );
  }

  async #produce(partition: number, batch: Buffer, transactionalId: string | null): Promise<number> {
    const produced = await this.#ask(0, 3, (b) => {
      b.string(transactionalId).int16(-1).int32(1_000);
      this.#partitionOf(b, partition, () => b.bytes(batch));
    });
    const [[code, offset] = []] = produced
      .array(() => {
        produced.string();
        return produced.array(() => {
          produced.int32();
          const answered = [produced.int16(), produced.int64()];
          produced.int64();
          return answered;
        });
      })
      .flat();
    assert.equal(code, 0, 'Produce');
    return offset ?? -1;
  }

  async #fetch(partition: number, offset: number, isolation: number): Promise<Fetched> {
    const fetched = await this.#ask(1, 4, (b) => {
      b.int32(-1).int32(0).int32(0).int32(10_000_000).int8(isolation);
      this.#partitionOf(b, partition, () => b.int64(offset).int32(10_000_000));
    });
    fetched.int32();
    const [response] = fetched
      .array(() => {
        fetched.string();
        return fetched.array(() => {
          fetched.int32();
          assert.equal(fetched.int16(), 0, 'Fetch');
          const endOffset = fetched.int64();
          fetched.int64();
          const aborted = fetched.array(() => [fetched.int64(), fetched.int64()][0] ?? -1);
          return { endOffset, aborted, records: fetched.bytes() };
        });
      })
      .flat();
    return response ?? { endOffset: -1, aborted: [], records: Buffer.alloc(0) };
  }

  /** The values of all committed transactions, as a client skips the others: each has one batch and one marker. */
  async #readCommitted(): Promise<string[]> {
    const values: string[] = [];
    for (let offset = 0; offset < this.#transactions * 2; offset += 2) {
      const { records, aborted } = await this.#fetch(transactional, offset, 1);
      const [first] = valuesIn(records.subarray(0, records.length === 0 ? 0 : records.readInt32BE(8) + 12));
      const isAborted = aborted.length > 0 && !this.#committedValues.includes(first?.value.toString() ?? '');
      if (first !== undefined && !isAborted) values.push(first.value.toString());
    }
    return values;
  }

  async #committed(partition: number): Promise<number> {
    const fetched = await this.#ask(9, 1, (b) =>
      b.string(this.group).array([this.topic], (name) => b.string(name).array([partition], (at) => b.int32(at))),
    );
    const [offset] = fetched
      .array(() => {
        fetched.string();
        return fetched.array(() => {
          fetched.int32();
          const found = fetched.int64();
          fetched.string();
          assert.equal(fetched.int16(), 0, 'OffsetFetch');
          return found;
        });
      })
      .flat();
    return offset ?? -1;
  }

  #partitionOf(builder: FrameBuilder, partition: number, write: () => unknown): FrameBuilder {
    return builder.array([this.topic], (name) =>
      builder.string(name).array([partition], (at) => {
        builder.int32(at);
        write();
      }),
    );
  }

  #ask(key: number, version: number, body: (builder: FrameBuilder) => unknown) {
    return this.#connection.ask(key, version, body);
  }
}

/** The code of the only partition of the only topic. */
const codeIn = (response: Awaited<ReturnType<AskingConnection['ask']>>): number | undefined =>
  response
    .array(() => {
      response.string();
      return response.array(() => [response.int32(), response.int16()][1]);
    })
    .flat()[0];
