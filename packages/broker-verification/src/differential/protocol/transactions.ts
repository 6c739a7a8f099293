/** The messages of the APIs of producer ids and transactions. */
import { apiSchema } from './notation.js';

export const initProducerId = apiSchema('InitProducerId', {
  key: 22,
  until: 5,
  flexibleFrom: 2,
  request: `
    transactional_id string?
    transaction_timeout_ms int32 = 60000
    producer_id int64 @3 = -1
    producer_epoch int16 @3 = -1
  `,
  response: `
    throttle_time_ms int32
    error_code int16
    producer_id int64
    producer_epoch int16
  `,
});

export const addPartitionsToTxn = apiSchema('AddPartitionsToTxn', {
  key: 24,
  until: 2,
  request: `
    transactional_id string
    producer_id int64
    producer_epoch int16
    topics array
      name string
      partitions int32[]
  `,
  response: `
    throttle_time_ms int32
    topics array
      name string
      partitions array
        index int32
        error_code int16
  `,
});

const code = `
    throttle_time_ms int32
    error_code int16
  `;

export const addOffsetsToTxn = apiSchema('AddOffsetsToTxn', {
  key: 25,
  until: 2,
  request: `
    transactional_id string
    producer_id int64
    producer_epoch int16
    group_id string
  `,
  response: code,
});

export const endTxn = apiSchema('EndTxn', {
  key: 26,
  until: 2,
  request: `
    transactional_id string
    producer_id int64
    producer_epoch int16
    committed bool
  `,
  response: code,
});

export const txnOffsetCommit = apiSchema('TxnOffsetCommit', {
  key: 28,
  until: 3,
  flexibleFrom: 3,
  request: `
    transactional_id string
    group_id string
    producer_id int64
    producer_epoch int16
    generation_id int32 @3 = -1
    member_id string @3
    group_instance_id string? @3
    topics array
      name string
      partitions array
        index int32
        offset int64
        leader_epoch int32 @2 = -1
        metadata string?
  `,
  response: `
    throttle_time_ms int32
    topics array
      name string
      partitions array
        index int32
        error_code int16
  `,
});
