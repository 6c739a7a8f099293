/**
 * Clients that change durable state, each its own, one request after the other until their broker is killed. Each knows
 * its last responses and its last request, and checks the state afterwards.
 */
import { expect } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { batchLastOffset, batchSizeBytes, readInt64Number } from '../../src/protocol/records/record-batch.js';
import { makeBatch } from '../log/batches.js';
import { RawClient } from '../raw-client.js';
import { TxnClient } from '../transactions/txn-client.js';
import { Admin } from './admin.js';

/**
 * Sends requests, and calls `onResponse` after each response, until the connection is closed; then one request has no
 * response.
 */
export interface Workload {
  work(port: number, onResponse: () => void): Promise<void>;
  /** The state must include everything acknowledged, and the last request as a whole or not at all. */
  check(port: number): Promise<void>;
}

/** One request after the other: at the end, the state before or after the last request exists. */
abstract class SequentialWorkload<State> implements Workload {
  protected state: State;
  #asked: State;

  constructor(beginning: State) {
    this.state = this.#asked = beginning;
  }

  async work(port: number, onResponse: () => void): Promise<void> {
    const raw = await RawClient.connect(port);
    for (;;) {
      const { after, ask } = this.next(new Admin(raw));
      this.#asked = after;
      const codes = await ask().catch(() => undefined);
      if (codes === undefined) return raw.close();
      expect([codes].flat().filter((code) => code !== errorCodes.NONE)).toEqual([]);
      this.state = after;
      onResponse();
    }
  }

  async check(port: number): Promise<void> {
    const raw = await RawClient.connect(port);
    const found = await this.find(new Admin(raw));
    expect([this.state, this.#asked]).toContainEqual(found);
    this.state = this.#asked = found;
    raw.close();
  }

  protected abstract next(admin: Admin): { after: State; ask: () => Promise<number | number[]> };
  protected abstract find(admin: Admin): Promise<State>;
}

type TopicState = { readonly partitions: number; readonly settings: Record<string, string> } | undefined;

/** A topic that is created, grown, configured and deleted, in a loop. */
export class TopicWorkload extends SequentialWorkload<TopicState> {
  constructor(private readonly name: string) {
    super(undefined);
  }

  protected next(admin: Admin) {
    const { name, state } = this;
    if (state === undefined) {
      const after = { partitions: 1, settings: { 'retention.ms': '1000' } };
      return { after, ask: () => admin.create(name, 1, after.settings) };
    }
    if (state.partitions < 3) {
      return {
        after: { ...state, partitions: state.partitions + 1 },
        ask: () => admin.grow(name, state.partitions + 1),
      };
    }
    const settings = { 'segment.bytes': '1048576' };
    if (state.settings['retention.ms'] === undefined) return { after: undefined, ask: () => admin.delete(name) };
    return { after: { ...state, settings }, ask: () => admin.configure(name, settings) };
  }

  protected async find(admin: Admin): Promise<TopicState> {
    const topic = (await admin.topics()).find(({ name }) => name === this.name);
    return topic && { partitions: topic.partitions, settings: await admin.overrides(this.name) };
  }
}

/** Offsets of a group in two partitions, with metadata so large that the journal is rewritten; sometimes deleted. */
export class GroupWorkload extends SequentialWorkload<Record<string, number>> {
  #committed = 0;

  constructor(private readonly group: string) {
    super({});
  }

  protected next(admin: Admin) {
    this.#committed += 1;
    const number = this.#committed;
    if (number % 20 === 0 && Object.keys(this.state).length > 0) {
      return { after: {}, ask: () => admin.deleteGroup(this.group) };
    }
    if (number % 7 === 0 && 'records/1' in this.state) {
      const { 'records/1': _, ...after } = this.state;
      return { after, ask: () => admin.deleteOffsets(this.group, 'records', [1]) };
    }
    const after = { 'records/0': number, 'records/1': number };
    return { after, ask: () => admin.commit(this.group, 'records', [number, number], 'x'.repeat(4_000)) };
  }

  protected find(admin: Admin): Promise<Record<string, number>> {
    return admin.committed(this.group);
  }
}

/** An idempotent producer with five batches in flight, which sends unacknowledged batches again: each exists once. */
export class ProducerWorkload implements Workload {
  #producer: { producerId: number; epoch: number } | undefined;
  #acknowledged = 0;
  #sent = 0;
  #deletedBefore = 0;

  constructor(
    private readonly partition: number,
    private readonly bytes: number,
  ) {}

  async work(port: number, onResponse: () => void): Promise<void> {
    const client = await TxnClient.connect(port);
    this.#producer ??= await client.begin(null);
    client.close();
    const raw = await RawClient.connect(port);
    for (let ahead = 0; ahead < 5; ahead++) this.#send(raw, this.#sent++);
    while (await this.#take(raw)) {
      onResponse();
      this.#send(raw, this.#sent++);
    }
  }

  async check(port: number): Promise<void> {
    const raw = await RawClient.connect(port);
    for (let number = this.#acknowledged; number < this.#sent; number++) this.#send(raw, number);
    while (this.#acknowledged < this.#sent) expect(await this.#take(raw)).toBe(true);
    const start = await new Admin(raw).earliest('records', this.partition);
    expect(start).toBeGreaterThanOrEqual(this.#deletedBefore);
    this.#deletedBefore = start;
    const client = await TxnClient.connect(port);
    for (let offset = start; offset < this.#sent; ) {
      const { records, endOffset } = await client.fetch(offset, { partition: this.partition, topic: 'records' });
      expect(endOffset).toBe(this.#sent);
      for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
        expect(readInt64Number(records, at)).toBe(offset);
        const sent = this.#batch(offset);
        expect(records.subarray(at + 16, at + batchSizeBytes(records, at)).equals(sent.subarray(16))).toBe(true);
        offset = batchLastOffset(records, at) + 1;
      }
    }
    client.close();
    raw.close();
  }

  get figures(): { acknowledged: number; deleted: number } {
    return { acknowledged: this.#acknowledged, deleted: this.#deletedBefore };
  }

  #send(raw: RawClient, number: number): void {
    raw.send(0, 7, number, (writer) => {
      writer.nullableString(null).int16(-1).int32(1_000).int32(1).string('records').int32(1).int32(this.partition);
      writer.bytes(this.#batch(number));
    });
  }

  /** One record each, so that its offset is its number. */
  #batch(number: number): Buffer {
    const { producerId, epoch: producerEpoch } = this.#producer ?? { producerId: -1, epoch: -1 };
    const values = [`${number} ${'x'.repeat((number * 7919) % this.bytes)}`];
    return makeBatch({
      values,
      producerId,
      producerEpoch,
      baseSequence: number,
      timestamps: [1_700_000_000_000 + number],
    });
  }

  async #take(raw: RawClient): Promise<boolean> {
    const response = await raw.response();
    if (response === undefined) return false;
    const { body, correlationId } = response;
    body.int32();
    body.string();
    body.int32();
    body.int32();
    expect([body.int16(), body.int64()]).toEqual([errorCodes.NONE, correlationId]);
    this.#acknowledged = correlationId + 1;
    return true;
  }
}

/** Initializes with and without a transactional id: epochs only grow, and no producer id is given twice. */
export class ProducerIdWorkload implements Workload {
  readonly #given = new Set<number>();
  #last: { producerId: number; epoch: number } | undefined;

  async work(port: number, onResponse: () => void): Promise<void> {
    const client = await TxnClient.connect(port);
    try {
      for (;;) {
        await this.#begin(client);
        onResponse();
      }
    } catch (error) {
      if (!String(error).includes('gave no response')) throw error;
    }
  }

  async check(port: number): Promise<void> {
    const client = await TxnClient.connect(port);
    await this.#begin(client);
    client.close();
  }

  async #begin(client: TxnClient): Promise<void> {
    const fresh = await client.begin(null);
    expect(this.#given.has(fresh.producerId)).toBe(false);
    this.#given.add(fresh.producerId);
    const { code, producerId, epoch } = await client.begin('payments');
    expect(code).toBe(errorCodes.NONE);
    if (this.#last?.producerId === producerId) expect(epoch).toBeGreaterThan(this.#last.epoch);
    else {
      // A new id is given only when the epochs of the old one are used up.
      if (this.#last !== undefined) expect(this.#last.epoch).toBeGreaterThan(32_000);
      expect(this.#given.has(producerId)).toBe(false);
      this.#given.add(producerId);
    }
    this.#last = { producerId, epoch };
  }
}
