/** The messages of the APIs of topics and their settings. */
import { apiSchema } from './notation.js';

export const metadata = apiSchema('Metadata', {
  key: 3,
  until: 8,
  request: `
    topics string[]?
    allow_auto_topic_creation bool @4
    include_cluster_authorized_operations bool @8
    include_topic_authorized_operations bool @8
  `,
  response: `
    throttle_time_ms int32 @3
    brokers array
      node_id int32
      host string
      port int32
      rack string? @1
    cluster_id string? @2
    controller_id int32 @1
    topics array
      error_code int16
      name string
      is_internal bool @1
      partitions array
        error_code int16
        index int32
        leader_id int32
        leader_epoch int32 @7
        replica_nodes int32[]
        isr_nodes int32[]
        offline_replicas int32[] @5
      authorized_operations int32 @8
    cluster_authorized_operations int32 @8
  `,
});

export const createTopics = apiSchema('CreateTopics', {
  key: 19,
  until: 5,
  flexibleFrom: 5,
  request: `
    topics array
      name string
      num_partitions int32 = -1
      replication_factor int16 = -1
      assignments array
        partition int32
        replicas int32[]
      configs array
        name string
        value string?
    timeout_ms int32 = 5000
    validate_only bool @1
  `,
  response: `
    throttle_time_ms int32 @2
    topics array
      name string
      error_code int16
      error_message string? @1
      num_partitions int32 @5
      replication_factor int16 @5
      configs array? @5
        name string
        value string?
        read_only bool
        source int8
        is_sensitive bool
  `,
});

export const deleteTopics = apiSchema('DeleteTopics', {
  key: 20,
  until: 3,
  request: `
    names string[]
    timeout_ms int32 = 5000
  `,
  response: `
    throttle_time_ms int32 @1
    topics array
      name string
      error_code int16
  `,
});

export const createPartitions = apiSchema('CreatePartitions', {
  key: 37,
  until: 1,
  request: `
    topics array
      name string
      count int32
      assignments array?
        replicas int32[]
    timeout_ms int32 = 5000
    validate_only bool
  `,
  response: `
    throttle_time_ms int32
    results array
      name string
      error_code int16
      error_message string?
  `,
});

export const describeConfigs = apiSchema('DescribeConfigs', {
  key: 32,
  until: 3,
  request: `
    resources array
      type int8
      name string
      keys string[]?
    include_synonyms bool @1
    include_documentation bool @3
  `,
  response: `
    throttle_time_ms int32
    results array
      error_code int16
      error_message string?
      type int8
      name string
      configs array
        name string
        value string?
        read_only bool
        is_default bool @0-0
        source int8 @1
        is_sensitive bool
        synonyms array @1
          name string
          value string?
          source int8
        config_type int8 @3
        documentation string? @3
  `,
});

const altered = `
    throttle_time_ms int32
    results array
      error_code int16
      error_message string?
      type int8
      name string
  `;

export const alterConfigs = apiSchema('AlterConfigs', {
  key: 33,
  until: 1,
  request: `
    resources array
      type int8
      name string
      configs array
        name string
        value string?
    validate_only bool
  `,
  response: altered,
});

export const incrementalAlterConfigs = apiSchema('IncrementalAlterConfigs', {
  key: 44,
  until: 0,
  request: `
    resources array
      type int8
      name string
      configs array
        name string
        operation int8
        value string?
    validate_only bool
  `,
  response: altered,
});
