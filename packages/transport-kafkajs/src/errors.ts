/**
 * Every error of this transport. Causes are described in plain words: nobody should have to know kafkajs to read
 * them.
 */
import { coreErrorTable, defineErrors } from '@kfw/core';

interface BrokersFailure {
  brokers: readonly string[];
  setting: string;
  reason: string;
}

interface RecordLocation {
  topic: string;
  partition: number;
  offset: number;
}

function describeLocation({ topic, partition, offset }: RecordLocation): string {
  return `offset ${offset} of ${topic}[${partition}]`;
}

export const transportError = defineErrors({
  KFW_BROKER_UNREACHABLE: ({ brokers, setting, reason }: BrokersFailure) =>
    `cannot reach Kafka at ${brokers.join(', ')} (${setting}): ${reason}.`,
  KFW_AUTHENTICATION_FAILED: ({ brokers, setting, reason }: BrokersFailure) =>
    `Kafka at ${brokers.join(', ')} (${setting}) rejected the credentials: ${reason}. Check the SASL mechanism, user name and password.`,
  KFW_TOPIC_UNKNOWN: ({ topic }: { topic: string }) =>
    `topic "${topic}" does not exist on the cluster. Create it, or check its name.`,
  KFW_TOPIC_UNAVAILABLE: ({ topic, reason }: { topic: string; reason: string }) =>
    `cannot get the metadata of topic "${topic}" from the cluster: ${reason}.`,
  KFW_TOPIC_REFUSED: ({ topic, reason }: { topic: string; reason: string }) =>
    `the cluster rejects topic "${topic}": ${reason}. Check its name, and the rights of this user.`,
  KFW_TOPIC_COLLIDES: ({ topic, existing }: { topic: string; existing: string }) =>
    `cannot create topic "${topic}": the cluster has "${existing}", and Kafka treats "." and "_" in names as the same. Rename one of them.`,
  KFW_OFFSET_TOO_LARGE: ({ offset }: { offset: string }) =>
    `offset ${offset} is not an integer up to 2^53−1. kfw cannot process it.`,
  KFW_RECORD_FORMAT_UNKNOWN: ({ format, ...place }: RecordLocation & { format: number }) =>
    `the records at ${describeLocation(place)} have format ${format}. kfw reads format 2, which Kafka writes since 0.11.`,
  KFW_RECORDS_MALFORMED: ({ reason, ...place }: RecordLocation & { reason: string }) =>
    `the record batch at ${describeLocation(place)} is malformed: ${reason}.`,
  KFW_COMPRESSION_UNKNOWN: ({ codec, ...place }: RecordLocation & { codec: number }) =>
    `the record batch at ${describeLocation(place)} is compressed with codec ${codec}. kfw reads gzip (1), snappy (2), lz4 (3) and zstd (4).`,
  KFW_DECOMPRESSION_FAILED: ({ codec, reason, ...place }: RecordLocation & { codec: string; reason: string }) =>
    `the record batch at ${describeLocation(place)} cannot be decompressed (${codec}): ${reason}.`,
  KFW_BATCH_TOO_LARGE: ({
    codec,
    maxBatchBytes,
    ...place
  }: RecordLocation & { codec: string; maxBatchBytes: number }) =>
    `the record batch at ${describeLocation(place)} (${codec}) is larger than ${maxBatchBytes} bytes decompressed. Raise consumer.maxBatchBytes if such batches are intended.`,
  KFW_BROKER_TOO_OLD: ({ protocol, version, needed }: { protocol: string; version: number; needed: number }) =>
    `the broker supports version ${version} of the ${protocol} protocol. kfw needs version ${needed}, which Kafka supports since 0.11.`,
  KFW_COMMIT_FAILED: ({ group, reason }: { group: string; reason: string }) =>
    `cannot commit offsets of group "${group}", and none of them counts: ${reason}.`,
  KFW_PARTITION_UNDELIVERED: ({ topic, partition, reason }: { topic: string; partition: number; reason: string }) =>
    `delivery to ${topic}[${partition}] failed: ${reason}.`,
  KFW_DELIVERY_UNCONFIRMED: ({ topic, partition }: { topic: string; partition: number }) =>
    `the cluster did not confirm the batch for ${topic}[${partition}]; its leader has probably moved. Send it again.`,
  KFW_PARTITION_REPEATED: ({ topic, partition }: { topic: string; partition: number }) =>
    `one request names ${topic}[${partition}] twice. Join the records of a partition before sending.`,
  KFW_SINK_NOT_CONNECTED: () => 'the sink is not connected. Call connect() first.',
  KFW_SOURCE_ALREADY_STARTED: ({ group }: { group: string }) =>
    `the source of group "${group}" was already started. Create a new one.`,
  KFW_SOURCE_STOPPED: ({ group }: { group: string }) => `the source of group "${group}" was stopped.`,
  KFW_GROUP_FAILED: ({ group, reason }: { group: string; reason: string }) =>
    `group "${group}" cannot continue: ${reason}.`,
  KFW_READ_FAILED: ({ what, reason }: { what: string; reason: string }) => `cannot read ${what}: ${reason}.`,
  KFW_TRANSACTION_FAILED: coreErrorTable.KFW_TRANSACTION_FAILED,
  KFW_TRANSACTION_REFUSED: coreErrorTable.KFW_TRANSACTION_REFUSED,
  KFW_TRANSACTION_FENCED: coreErrorTable.KFW_TRANSACTION_FENCED,
  KFW_ACL_MISSING: ({ action, operation, resource }: { action: string; operation: string; resource: string }) =>
    `the cluster does not allow this user to ${action}: it needs the operation ${operation} on ${resource}.`,
  KFW_ADMIN_FAILED: ({ action, reason }: { action: string; reason: string }) => `cannot ${action}: ${reason}.`,
});
