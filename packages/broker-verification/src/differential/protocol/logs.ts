/** The messages of the APIs of records. */
import { apiSchema } from './notation.js';

export const produce = apiSchema('Produce', {
  key: 0,
  until: 8,
  request: `
    transactional_id string? @3
    acks int16 = -1
    timeout_ms int32 = 5000
    topics array
      name string
      partitions array
        index int32
        records bytes?
  `,
  response: `
    topics array
      name string
      partitions array
        index int32
        error_code int16
        base_offset int64
        log_append_time_ms int64 @2
        log_start_offset int64 @5
        record_errors array @8
          batch_index int32
          message string?
        error_message string? @8
    throttle_time_ms int32 @1
  `,
});

export const fetch = apiSchema('Fetch', {
  key: 1,
  until: 11,
  request: `
    replica_id int32 = -1
    max_wait_ms int32
    min_bytes int32 = 1
    max_bytes int32 @3 = 1048576
    isolation_level int8 @4
    session_id int32 @7
    session_epoch int32 @7 = -1
    topics array
      topic string
      partitions array
        partition int32
        current_leader_epoch int32 @9 = -1
        fetch_offset int64
        log_start_offset int64 @5 = -1
        partition_max_bytes int32 = 1048576
    forgotten_topics array @7
      topic string
      partitions int32[]
    rack_id string @11
  `,
  response: `
    throttle_time_ms int32 @1
    error_code int16 @7
    session_id int32 @7
    topics array
      topic string
      partitions array
        partition int32
        error_code int16
        high_watermark int64
        last_stable_offset int64 @4
        log_start_offset int64 @5
        aborted_transactions array? @4
          producer_id int64
          first_offset int64
        preferred_read_replica int32 @11
        records records?
  `,
});

export const listOffsets = apiSchema('ListOffsets', {
  key: 2,
  until: 5,
  request: `
    replica_id int32 = -1
    isolation_level int8 @2
    topics array
      name string
      partitions array
        index int32
        current_leader_epoch int32 @4 = -1
        timestamp int64
  `,
  response: `
    throttle_time_ms int32 @2
    topics array
      name string
      partitions array
        index int32
        error_code int16
        timestamp int64 @1
        offset int64 @1
        leader_epoch int32 @4
  `,
});

export const deleteRecords = apiSchema('DeleteRecords', {
  key: 21,
  until: 1,
  request: `
    topics array
      name string
      partitions array
        index int32
        offset int64
    timeout_ms int32 = 5000
  `,
  response: `
    throttle_time_ms int32
    topics array
      name string
      partitions array
        index int32
        low_watermark int64
        error_code int16
  `,
});
