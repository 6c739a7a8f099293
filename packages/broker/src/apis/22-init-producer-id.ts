/**
 * InitProducerId (key 22), versions 0–4: an id for an idempotent producer, with epoch 0; for a transactional id its
 * producer id in a new epoch, which fences the previous producer.
 *
 * Version notes:
 * - v2 is in the flexible encoding
 * - v3 adds the current producer id and epoch: a producer continues after an error unless it was fenced (KIP-360)
 * - v4 adds the code PRODUCER_FENCED
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { ProducerIdentity } from '../transactions/transaction.js';

interface InitProducerIdRequest {
  readonly transactionalId: string | null;
  /** How long a transaction may stay open; unused without a transactional id. */
  readonly timeoutMs: number;
  /** Both -1 for a new producer. */
  readonly producer: ProducerIdentity;
}

interface InitProducerIdResponse {
  readonly code: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

const noProducer: ProducerIdentity = { producerId: -1, epoch: -1 };

const refused = (code: ErrorCode): InitProducerIdResponse => ({ code, producerId: -1, producerEpoch: -1 });

export const initProducerId: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 2,

  read: (reader, version) => ({
    transactionalId: reader.nullableString(),
    timeoutMs: reader.int32(),
    producer: version >= 3 ? { producerId: reader.int64(), epoch: reader.int16() } : noProducer,
  }),

  handle({ transactionalId, timeoutMs, producer }, { broker, version }) {
    const isNew = producer.producerId === noProducer.producerId;
    const isIncomplete = isNew !== (producer.epoch === noProducer.epoch);
    if (transactionalId === '' || isIncomplete) return refused(errorCodes.INVALID_REQUEST);
    if (transactionalId === null) {
      return { code: errorCodes.NONE, producerId: broker.producerIds.next(), producerEpoch: 0 };
    }
    const result = broker.transactions.begin(transactionalId, timeoutMs, isNew ? undefined : producer);
    const error = result.error === 'PRODUCER_FENCED' && version < 4 ? 'INVALID_PRODUCER_EPOCH' : result.error;
    return { code: errorCodes[error], producerId: result.producerId, producerEpoch: result.epoch };
  },

  write(writer, { code, producerId, producerEpoch }) {
    writer.int32(0).int16(code).int64(producerId).int16(producerEpoch).tags();
  },

  refuse: (_request, code) => refused(code),
};
