/**
 * AddOffsetsToTxn (key 25), versions 0–1 (the same on the wire): adds the offsets of a group to a producer's
 * transaction. TxnOffsetCommit then sends them.
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { TransactionalProducer } from '../transactions/transaction-coordinator.js';

interface AddOffsetsToTxnRequest extends TransactionalProducer {
  readonly groupId: string;
}

interface AddOffsetsToTxnResponse {
  readonly code: ErrorCode;
}

export const addOffsetsToTxn: Api<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> = {
  key: 25,
  name: 'AddOffsetsToTxn',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({
    transactionalId: reader.string(),
    producerId: reader.int64(),
    epoch: reader.int16(),
    groupId: reader.string(),
  }),

  handle: (request, { broker }) => ({ code: errorCodes[broker.transactions.addGroup(request, request.groupId)] }),

  write(writer, { code }) {
    writer.int32(0).int16(code);
  },

  refuse: (_request, code) => ({ code }),
};
