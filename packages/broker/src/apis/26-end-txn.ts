/**
 * EndTxn (key 26), versions 0–1 (the same on the wire): commits or aborts a producer's transaction. With the response,
 * the markers are in the partitions and the offsets in their groups; Kafka does this after the response.
 */
import type { Api } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { TransactionalProducer } from '../transactions/transaction-coordinator.js';

interface EndTxnRequest extends TransactionalProducer {
  readonly isCommit: boolean;
}

interface EndTxnResponse {
  readonly code: ErrorCode;
}

export const endTxn: Api<EndTxnRequest, EndTxnResponse> = {
  key: 26,
  name: 'EndTxn',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({
    transactionalId: reader.string(),
    producerId: reader.int64(),
    epoch: reader.int16(),
    isCommit: reader.boolean(),
  }),

  handle: (request, { broker }) => ({ code: errorCodes[broker.transactions.end(request, request.isCommit)] }),

  write(writer, { code }) {
    writer.int32(0).int16(code);
  },

  refuse: (_request, code) => ({ code }),
};
