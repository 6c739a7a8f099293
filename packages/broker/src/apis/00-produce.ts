/**
 * Produce (key 0), versions 3–8: appends one batch per partition. The response is written after the write returned.
 * With one node, acks 1 and acks all are the same; acks 0 gets no response. A transactional batch needs its partition
 * in the transaction.
 *
 * Version notes:
 * - v0–2 are advertised and not served, as by Apache Kafka 4 (KAFKA-18659): without v0, librdkafka silently disables
 *   gzip, snappy and lz4
 * - v5 adds the log start offset to the response
 * - v7 allows zstd
 * - v8 adds the rejected records of a batch (KIP-467)
 */

import type { PartitionLog } from '../log/partition-log.js';
import { checkProduced } from '../log/validation/check-produced.js';
import { type ProduceRefusal, refusal } from '../log/validation/produce-refusal.js';
import { readProduced } from '../log/validation/read-produced.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { type BatchHeader, isTransactional } from '../protocol/records/record-batch.js';
import { withPartitions } from '../protocol/with-partitions.js';
import type { Topic } from '../topics/topic.js';

interface ProduceRequest {
  readonly transactionalId: string | null;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly records: Buffer | null }[];
  }[];
}

interface ProducedPartition {
  readonly index: number;
  /** Its code is `NONE` when the batch was appended. */
  readonly refusal: ProduceRefusal;
  readonly baseOffset: number;
  readonly appendTime: number;
  readonly logStartOffset: number;
}

interface ProduceResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly ProducedPartition[] }[];
}

export const produce: Api<ProduceRequest, ProduceResponse> = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 8,
  advertisedFrom: 0,

  read: (reader) => ({
    transactionalId: reader.nullableString(),
    acks: reader.int16(),
    timeoutMs: reader.int32(),
    topics: reader.array(
      () => ({
        name: reader.string(),
        partitions: reader.array(() => ({ index: reader.int32(), records: reader.nullableBytes() }), 8),
      }),
      6,
    ),
  }),

  handle(request, context) {
    const { acks } = request;
    const response = {
      topics: request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ index, records }) => append(request, name, index, records, context)),
      })),
    };
    if (acks !== 0) return response;
    // A producer with acks 0 learns from the closed connection that it should refresh its metadata.
    if (response.topics.some(({ partitions }) => partitions.some(({ refusal }) => refusal.code !== errorCodes.NONE))) {
      context.connection.close('it produced an invalid batch with acks 0');
    }
    return undefined;
  },

  write(writer, { topics }, version) {
    writer.array(withPartitions(topics), ({ name, partitions }) => {
      writer.string(name).array(partitions, (partition) => {
        const { index, refusal, baseOffset, appendTime } = partition;
        writer.int32(index).int16(refusal.code).int64(baseOffset).int64(appendTime);
        if (version >= 5) writer.int64(partition.logStartOffset);
        if (version < 8) return;
        writer.array(refusal.records, (record) => writer.int32(record.index).string(record.message));
        writer.nullableString(refusal.message);
      });
    });
    writer.int32(0);
  },

  refuse: (request, code) => refuseAll(request, code),
};

const append = (
  { transactionalId, acks }: ProduceRequest,
  name: string,
  index: number,
  records: Buffer | null,
  { broker, version }: ApiContext,
): ProducedPartition => {
  const topic = broker.topics.find(name);
  const log = topic && broker.logs.find(topic, index);
  if (topic === undefined || log === undefined) return refused(index, refusal(errorCodes.UNKNOWN_TOPIC_OR_PARTITION));
  const batch = readProduced(records, version);
  if (records === null || 'code' in batch) return refused(index, batch as ProduceRefusal);
  const bytes = records.subarray(0, batch.sizeBytes);
  if (isTransactional(batch.attributes)) {
    const code = checkTransaction(transactionalId, batch, topic, index, broker);
    if (code !== errorCodes.NONE) return refused(index, refusal(code));
  }
  if (acks !== 0 && acks !== 1 && acks !== -1) return refused(index, refusal(errorCodes.INVALID_REQUIRED_ACKS));
  const unsound = checkProduced(bytes, batch, log.settings, broker.clock.now(), `${name}-${index}`);
  if (unsound !== undefined) return refused(index, unsound, log);
  try {
    const appended = log.append(bytes, batch);
    const { code, baseOffset, appendTime } = appended;
    if (code !== errorCodes.NONE) return refused(index, refusal(code), log);
    return { index, refusal: none, baseOffset, appendTime, logStartOffset: log.startOffset };
  } catch (error) {
    // For instance a full disk: nothing was appended, and the producer retries.
    broker.emit({ type: 'request-failed', api: 'Produce', error });
    return refused(index, refusal(errorCodes.KAFKA_STORAGE_ERROR));
  }
};

/** Kafka also asks the coordinator before the first batch of a transaction in a partition (KIP-890). */
const checkTransaction = (
  transactionalId: string | null,
  { producerId, producerEpoch: epoch }: BatchHeader,
  topic: Topic,
  partition: number,
  { transactions }: ApiContext['broker'],
): ErrorCode => {
  if (transactionalId === null) return errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
  // Kafka treats this as a plain batch.
  if (producerId < 0) return errorCodes.NONE;
  const producer = { transactionalId, producerId, epoch };
  const error = transactions.mayProduce(producer, { topicId: topic.id, partition });
  // The transaction is about to end: the producer retries, with a code that it knows from producing.
  return errorCodes[error === 'CONCURRENT_TRANSACTIONS' ? 'NOT_ENOUGH_REPLICAS' : error];
};

/** Kafka returns the log start offset with a batch that its log rejected, except with these codes. */
const withoutLogStart: ReadonlySet<ErrorCode> = new Set([
  errorCodes.CORRUPT_MESSAGE,
  errorCodes.MESSAGE_TOO_LARGE,
  errorCodes.RECORD_LIST_TOO_LARGE,
]);

const none = refusal(errorCodes.NONE);

const refused = (index: number, refusal: ProduceRefusal, log?: PartitionLog): ProducedPartition => ({
  index,
  refusal,
  baseOffset: -1,
  appendTime: -1,
  logStartOffset: log === undefined || withoutLogStart.has(refusal.code) ? -1 : log.startOffset,
});

const refuseAll = ({ topics }: ProduceRequest, code: ErrorCode): ProduceResponse => ({
  topics: topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ index }) => refused(index, refusal(code))),
  })),
});
