/**
 * InitProducerId (key 22), versions 0–1 (the same on the wire): an id for an idempotent producer, with epoch 0; for a
 * transactional id the one that belongs to it, in a new epoch, which fences the producer that had it before.
 */

import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

interface InitProducerIdRequest {
  readonly transactionalId: string | null;
  /** How long a transaction may stay open; of no use without a transactional id. */
  readonly timeoutMs: number;
}

interface InitProducerIdResponse {
  readonly code: ErrorCode;
  readonly producerId: number;
  readonly producerEpoch: number;
}

const refused = (code: ErrorCode): InitProducerIdResponse => ({ code, producerId: -1, producerEpoch: -1 });

export const initProducerId: Api<InitProducerIdRequest, InitProducerIdResponse> = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({ transactionalId: reader.nullableString(), timeoutMs: reader.int32() }),

  handle({ transactionalId, timeoutMs }, { broker }) {
    if (transactionalId === '') return refused(errorCodes.INVALID_REQUEST);
    if (transactionalId === null) {
      return { code: errorCodes.NONE, producerId: broker.producerIds.next(), producerEpoch: 0 };
    }
    const { error, producerId, epoch } = broker.transactions.begin(transactionalId, timeoutMs);
    return { code: errorCodes[error], producerId, producerEpoch: epoch };
  },

  write(writer, { code, producerId, producerEpoch }) {
    writer.int32(0).int16(code).int64(producerId).int16(producerEpoch);
  },

  refuse: (_request, code) => refused(code),
};
