/** Creates the Kafka client and the codecs from the configuration. */
import type { ConnectionOptions } from 'node:tls';
import { createAvroCodec, type RegistryLookupOptions } from '@kfw/avro';
import type { Codec, Monitor, Transport } from '@kfw/core';
import { builtInCodecs, Codecs, type TopicMapper } from '@kfw/core/internal';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import type { KfwConfig, TlsConfig } from '../config/kfw-config.js';
import { kfwError } from '../errors.js';
import { measureRegistry } from './measure-registry.js';

export function createTransport(config: KfwConfig, monitor: Monitor): Transport {
  const { clientId, brokers, brokersSetting, connectionTimeoutMs, requestTimeoutMs, tls, sasl } = config;
  return createKafkajsTransport({
    clientId,
    brokers: [...brokers],
    brokersSetting,
    connectionTimeoutMs,
    requestTimeoutMs,
    monitor,
    ...(tls && { ssl: tlsOptions(tls) }),
    ...(sasl && { sasl: { ...sasl, password: sasl.password.reveal() } }),
  });
}

function tlsOptions({ ca, cert, key, passphrase, servername, rejectUnauthorized }: TlsConfig): ConnectionOptions {
  return {
    rejectUnauthorized,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key: key.reveal() }),
    ...(passphrase !== undefined && { passphrase: passphrase.reveal() }),
    ...(servername !== undefined && { servername }),
  };
}

/** The app's own codecs may replace the built-in ones. Their warnings are published if there is a monitor. */
export function createCodecs(
  config: KfwConfig,
  own: readonly Codec[],
  topicMapper?: TopicMapper,
  monitor?: Monitor,
): Codecs {
  return new Codecs([...builtInCodecs, avroCodec(config, monitor), ...own], topicMapper);
}

/** The registry of the configuration; `undefined` when it names none. */
export function registryOf({ registry, registrySetting }: KfwConfig): RegistryLookupOptions | undefined {
  if (registry === undefined || registrySetting === undefined) return undefined;
  const { url, username, password, token, tls, normalize } = registry;
  return {
    registry: {
      url,
      ...(username && { username }),
      ...(password && { password: password.reveal() }),
      ...(token && { token: token.reveal() }),
      ...(tls && { tls: tlsOptions(tls) }),
      normalize,
    },
    registrySetting,
  };
}

function avroCodec(config: KfwConfig, monitor: Monitor | undefined): Codec {
  const registry = registryOf(config);
  if (config.registry === undefined || registry === undefined) return avroWithoutRegistry;
  const { register, subject, useLatest } = config.registry;
  return createAvroCodec({
    ...registry,
    registry: monitor ? { ...registry.registry, onRequest: measureRegistry(monitor.measurements) } : registry.registry,
    register,
    subject,
    useLatest,
    onWarning: (warning) => monitor?.publish('schema.warned', warning),
  });
}

/** An app without Avro needs no registry; with Avro, a missing one is reported with the app's other mistakes. */
const avroWithoutRegistry: Codec = {
  format: 'avro',
  reader: ({ schema }) => {
    throw kfwError('KFW_REGISTRY_MISSING', { schema: schema.name });
  },
  writer: ({ schema }) => {
    throw kfwError('KFW_REGISTRY_MISSING', { schema: schema.name });
  },
};
