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
    `Cannot reach Kafka at ${brokers.join(', ')} (${setting}): ${reason}.`,
  KFW_AUTHENTICATION_FAILED: ({ brokers, setting, reason }: BrokersFailure) =>
    `Kafka at ${brokers.join(', ')} (${setting}) refused the credentials: ${reason}. Check the SASL mechanism, user name and password.`,
  KFW_TOPIC_UNKNOWN: ({ topic }: { topic: string }) =>
    `Topic "${topic}" does not exist on the cluster. Create it, or check its name.`,
  KFW_TOPIC_UNAVAILABLE: ({ topic, reason }: { topic: string; reason: string }) =>
    `The cluster could not be asked about topic "${topic}": ${reason}.`,
  KFW_TOPIC_REFUSED: ({ topic, reason }: { topic: string; reason: string }) =>
    `The cluster refuses topic "${topic}": ${reason}. Check its name, and what this user may do.`,
  KFW_TOPIC_COLLIDES: ({ topic, existing }: { topic: string; existing: string }) =>
    `Topic "${topic}" cannot be created: the cluster has "${existing}", and to Kafka "." and "_" are the same in names. Rename one of them.`,
  KFW_OFFSET_TOO_LARGE: ({ offset }: { offset: string }) =>
    `Offset ${offset} is no whole number up to 2^53−1 and cannot be handled.`,
  KFW_RECORD_FORMAT_UNKNOWN: ({ format, ...place }: RecordLocation & { format: number }) =>
    `The records at ${describeLocation(place)} have format ${format}. kfw reads format 2, which Kafka writes since 0.11.`,
  KFW_RECORDS_MALFORMED: ({ reason, ...place }: RecordLocation & { reason: string }) =>
    `The record batch at ${describeLocation(place)} is malformed: ${reason}.`,
  KFW_COMPRESSION_UNKNOWN: ({ codec, ...place }: RecordLocation & { codec: number }) =>
    `The record batch at ${describeLocation(place)} is compressed with codec ${codec}. kfw reads gzip (1), snappy (2), lz4 (3) and zstd (4).`,
  KFW_DECOMPRESSION_FAILED: ({ codec, reason, ...place }: RecordLocation & { codec: string; reason: string }) =>
    `The record batch at ${describeLocation(place)} cannot be unpacked (${codec}): ${reason}.`,
  KFW_BATCH_TOO_LARGE: ({
    codec,
    maxBatchBytes,
    ...place
  }: RecordLocation & { codec: string; maxBatchBytes: number }) =>
    `The record batch at ${describeLocation(place)} (${codec}) holds more than ${maxBatchBytes} bytes. If such batches are wanted, raise consumer.maxBatchBytes.`,
  KFW_BROKER_TOO_OLD: ({ protocol, version, needed }: { protocol: string; version: number; needed: number }) =>
    `The broker offers version ${version} of the ${protocol} protocol; kfw needs version ${needed}, which Kafka has since 0.11.`,
  KFW_COMMIT_FAILED: ({ group, reason }: { group: string; reason: string }) =>
    `The commit of group "${group}" failed, and none of its offsets counts: ${reason}.`,
  KFW_PARTITION_UNDELIVERED: ({ topic, partition, reason }: { topic: string; partition: number; reason: string }) =>
    `Delivery to ${topic}[${partition}] failed: ${reason}.`,
  KFW_DELIVERY_UNCONFIRMED: ({ topic, partition }: { topic: string; partition: number }) =>
    `The cluster did not confirm what was sent to ${topic}[${partition}]; its leader has probably moved. Send it again.`,
  KFW_PARTITION_REPEATED: ({ topic, partition }: { topic: string; partition: number }) =>
    `One request holds ${topic}[${partition}] twice. Join the records of a partition before sending.`,
  KFW_SINK_NOT_CONNECTED: () => 'The sink is not connected. Call connect() first.',
  KFW_SOURCE_ALREADY_STARTED: ({ group }: { group: string }) =>
    `The source of group "${group}" was started before. Make a new one.`,
  KFW_SOURCE_STOPPED: ({ group }: { group: string }) => `The source of group "${group}" was stopped.`,
  KFW_GROUP_FAILED: ({ group, reason }: { group: string; reason: string }) =>
    `Group "${group}" cannot go on: ${reason}.`,
  KFW_READ_FAILED: ({ what, reason }: { what: string; reason: string }) => `Cannot read ${what}: ${reason}.`,
  KFW_TRANSACTION_FAILED: coreErrorTable.KFW_TRANSACTION_FAILED,
  KFW_TRANSACTION_REFUSED: coreErrorTable.KFW_TRANSACTION_REFUSED,
  KFW_TRANSACTION_FENCED: coreErrorTable.KFW_TRANSACTION_FENCED,
  KFW_ADMIN_FAILED: ({ action, reason }: { action: string; reason: string }) => `Cannot ${action}: ${reason}.`,
});
