/** The messages of the APIs of groups and their offsets. */
import { apiSchema } from './notation.js';

export const offsetCommit = apiSchema('OffsetCommit', {
  key: 8,
  until: 7,
  request: `
    group_id string
    generation_id int32 @1 = -1
    member_id string @1
    group_instance_id string? @7
    retention_time_ms int64 @2-4 = -1
    topics array
      name string
      partitions array
        index int32
        offset int64
        leader_epoch int32 @6 = -1
        metadata string?
  `,
  response: `
    throttle_time_ms int32 @3
    topics array
      name string
      partitions array
        index int32
        error_code int16
  `,
});

export const offsetFetch = apiSchema('OffsetFetch', {
  key: 9,
  until: 7,
  flexibleFrom: 6,
  request: `
    group_id string
    topics array?
      name string
      partitions int32[]
    require_stable bool @7
  `,
  response: `
    throttle_time_ms int32 @3
    topics array
      name string
      partitions array
        index int32
        offset int64
        leader_epoch int32 @5
        metadata string?
        error_code int16
    error_code int16 @2
  `,
});

export const findCoordinator = apiSchema('FindCoordinator', {
  key: 10,
  until: 2,
  request: `
    key string
    key_type int8 @1
  `,
  response: `
    throttle_time_ms int32 @1
    error_code int16
    error_message string? @1
    node_id int32
    host string
    port int32
  `,
});

export const joinGroup = apiSchema('JoinGroup', {
  key: 11,
  until: 5,
  request: `
    group_id string
    session_timeout_ms int32 = 30000
    rebalance_timeout_ms int32 @1 = 30000
    member_id string
    group_instance_id string? @5
    protocol_type string
    protocols array
      name string
      metadata bytes
  `,
  response: `
    throttle_time_ms int32 @2
    error_code int16
    generation_id int32
    protocol_name string
    leader string
    member_id string
    members array
      member_id string
      group_instance_id string? @5
      metadata bytes
  `,
});

export const heartbeat = apiSchema('Heartbeat', {
  key: 12,
  until: 3,
  request: `
    group_id string
    generation_id int32
    member_id string
    group_instance_id string? @3
  `,
  response: `
    throttle_time_ms int32 @1
    error_code int16
  `,
});

export const leaveGroup = apiSchema('LeaveGroup', {
  key: 13,
  until: 3,
  request: `
    group_id string
    member_id string @0-2
    members array @3
      member_id string
      group_instance_id string?
  `,
  response: `
    throttle_time_ms int32 @1
    error_code int16
    members array @3
      member_id string
      group_instance_id string?
      error_code int16
  `,
});

export const syncGroup = apiSchema('SyncGroup', {
  key: 14,
  until: 3,
  request: `
    group_id string
    generation_id int32
    member_id string
    group_instance_id string? @3
    assignments array
      member_id string
      assignment bytes
  `,
  response: `
    throttle_time_ms int32 @1
    error_code int16
    assignment bytes
  `,
});

export const describeGroups = apiSchema('DescribeGroups', {
  key: 15,
  until: 4,
  request: `
    groups string[]
    include_authorized_operations bool @3
  `,
  response: `
    throttle_time_ms int32 @1
    groups array
      error_code int16
      group_id string
      state string
      protocol_type string
      protocol_data string
      members array
        member_id string
        group_instance_id string? @4
        client_id string
        client_host string
        metadata bytes
        assignment bytes
      authorized_operations int32 @3
  `,
});

export const listGroups = apiSchema('ListGroups', {
  key: 16,
  until: 2,
  request: '',
  response: `
    throttle_time_ms int32 @1
    error_code int16
    groups array
      group_id string
      protocol_type string
  `,
});

export const deleteGroups = apiSchema('DeleteGroups', {
  key: 42,
  until: 1,
  request: 'groups string[]',
  response: `
    throttle_time_ms int32
    results array
      group_id string
      error_code int16
  `,
});

export const offsetDelete = apiSchema('OffsetDelete', {
  key: 47,
  until: 0,
  request: `
    group_id string
    topics array
      name string
      partitions array
        index int32
  `,
  response: `
    error_code int16
    throttle_time_ms int32
    topics array
      name string
      partitions array
        index int32
        error_code int16
  `,
});
