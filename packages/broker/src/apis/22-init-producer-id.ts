/**
 * InitProducerId (key 22), versions 0–1 (the same on the wire): an id for an idempotent producer, with epoch 0. One with
 * a transactional id is refused: this broker has no transactions yet, and no client can do without being told.
 */

import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

interface InitProducerIdRequest {
  readonly transactionalId: string | null;
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

  read: (reader) => {
    const transactionalId = reader.nullableString();
    reader.int32(); // the transaction's timeout
    return { transactionalId };
  },

  handle({ transactionalId }, { broker }) {
    if (transactionalId === '') return refused(errorCodes.INVALID_REQUEST);
    if (transactionalId !== null) return refused(errorCodes.UNSUPPORTED_VERSION);
    return { code: errorCodes.NONE, producerId: broker.producerIds.next(), producerEpoch: 0 };
  },

  write(writer, { code, producerId, producerEpoch }) {
    writer.int32(0).int16(code).int64(producerId).int16(producerEpoch);
  },

  refuse: (_request, code) => refused(code),
};
