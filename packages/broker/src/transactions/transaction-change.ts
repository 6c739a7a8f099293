/** Changes of stored transactions, and their encoding in the journal, in the protocol's own encoding. */
import type { JournalCodec } from '../journal/journal.js';
import { MalformedFrame, Reader } from '../protocol/reader.js';
import { Writer } from '../protocol/writer.js';
import { type ProducerIdentity, partitionKey, type Transaction, transactionStates } from './transaction.js';

export type TransactionChange =
  | { readonly kind: 'keep'; readonly transaction: Transaction }
  | { readonly kind: 'forget'; readonly transactionalId: string };

/** Numbered as in the journal; the first is `keep` before it had `previous`, and is only read. */
const kinds = ['keep-without-former', 'forget', 'keep'] as const;
const nobody: ProducerIdentity = { producerId: -1, epoch: -1 };

export const transactionChanges: JournalCodec<TransactionChange> = {
  encode(changes) {
    const writer = new Writer();
    writer.array(changes, (change) => {
      writer.int8(kinds.indexOf(change.kind));
      if (change.kind === 'keep') writeTransaction(writer, change.transaction);
      else writer.string(change.transactionalId);
    });
    return Buffer.concat(writer.frame()).subarray(4);
  },

  decode: (content) =>
    new Reader(content, 0, Number.POSITIVE_INFINITY).array((reader) => {
      const kind = kinds[reader.int8()];
      if (kind === 'keep-without-former') return { kind: 'keep', transaction: readTransaction(reader) };
      if (kind === 'keep') return { kind, transaction: { ...readTransaction(reader), previous: readFormer(reader) } };
      if (kind === 'forget') return { kind, transactionalId: reader.string() };
      throw new MalformedFrame(`no change of kind ${kind}`);
    }, 3),
};

function writeTransaction(writer: Writer, transaction: Transaction): void {
  const { transactionalId, producerId, epoch, timeoutMs, state, partitions, groups } = transaction;
  writer.string(transactionalId).int64(producerId).int16(epoch).int32(timeoutMs);
  writer.int8(transactionStates.indexOf(state));
  writer.array([...partitions.values()], ({ topic, topicId, partition }) =>
    writer.string(topic).string(topicId).int32(partition),
  );
  writer.array([...groups], (group) => writer.string(group));
  writer.int64(transaction.startedAt).int64(transaction.changedAt);
  const former = transaction.previous ?? nobody;
  writer.int64(former.producerId).int16(former.epoch);
}

function readFormer(reader: Reader): ProducerIdentity | undefined {
  const former = { producerId: reader.int64(), epoch: reader.int16() };
  return former.producerId === nobody.producerId ? undefined : former;
}

function readTransaction(reader: Reader): Transaction {
  const transactionalId = reader.string();
  const producer = { producerId: reader.int64(), epoch: reader.int16(), timeoutMs: reader.int32() };
  const state = transactionStates[reader.int8()];
  if (state === undefined) throw new MalformedFrame(`no state of a transaction in "${transactionalId}"`);
  const partitions = reader.array(() => {
    const partition = { topic: reader.string(), topicId: reader.string(), partition: reader.int32() };
    return [partitionKey(partition), partition] as const;
  });
  const groups = reader.array(() => reader.string());
  const times = { startedAt: reader.int64(), changedAt: reader.int64() };
  const parts = { partitions: new Map(partitions), groups: new Set(groups) };
  return { transactionalId, ...producer, state, ...parts, ...times, previous: undefined };
}
