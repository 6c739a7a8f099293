/** The errors of Avro payloads. docs/reference/errors.md lists every code of every package, which a test checks. */
import { defineErrors } from '@kfw/core';

export const avroErrorTable = {
  KFW_SCHEMA_INVALID: (p: { schema: string; path: string; reason: string }) =>
    `the Avro schema ${p.schema} is invalid at ${p.path}: ${p.reason}`,
  KFW_SCHEMA_FILE_INVALID: (p: { file: string; path: string; reason: string }) =>
    `${p.file} is not a usable Avro schema, at ${p.path}: ${p.reason}`,
  KFW_SCHEMA_INCOMPATIBLE: (p: { subject: string; schema: string; reason: string }) =>
    `the registry rejects ${p.schema} as the next version of subject "${p.subject}": ${p.reason}. Make the change compatible (a new field needs a default), or write to another topic.`,
  KFW_SCHEMA_NOT_REGISTERED: (p: { subject: string; schema: string }) =>
    `${p.schema}, as this app has it, is not registered under subject "${p.subject}", and is not registered from here. Run \`npx kfw schemas register\` before the deploy, or set registry.register: always in config/kafka.yml.`,
  KFW_SCHEMA_LATEST_UNUSABLE: (p: { subject: string; schema: string; id: number; reason: string }) =>
    `${p.schema}, as this app has it, cannot be written as the latest version of subject "${p.subject}" (schema id ${p.id}): ${p.reason}. Make the two compatible, or set registry.useLatest: false in config/kafka.yml.`,
  KFW_SCHEMA_ID_UNKNOWN: (p: { what: string; id: number }) =>
    `${p.what} cannot be decoded: it was written with schema id ${p.id}, which the registry does not know. Was it produced against another registry?`,
  KFW_REGISTRY_URL_INVALID: (p: { setting: string }) =>
    `the address of the schema registry in ${p.setting} is not an http:// or https:// URL.`,
  KFW_REGISTRY_UNREACHABLE: (p: { url: string; setting: string; reason: string }) =>
    `the schema registry at ${p.url} cannot be asked (${p.reason}). Is it running, and is the address right? It comes from ${p.setting}.`,
  KFW_REGISTRY_AUTHENTICATION_FAILED: (p: { url: string; setting: string; status: number }) =>
    `the schema registry at ${p.url} rejected the credentials (${p.status}). Check username, password or token next to ${p.setting}.`,
  KFW_DECODE_FAILED: (p: { what: string; reason: string }) => `${p.what} cannot be decoded: ${p.reason}`,
  KFW_ENCODE_FAILED: (p: { what: string; reason: string }) => `${p.what} cannot be encoded: ${p.reason}`,
} as const;

export const avroError = defineErrors(avroErrorTable);
