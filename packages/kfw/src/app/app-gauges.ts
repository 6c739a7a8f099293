/** The gauges of an app, and of a program that only sends: its versions and the buffers of its messages. Those of its lanes are the server's. */
import type { BufferStatus, Measurements, Monitor } from '@kfw/core';
import type { AppDescription, BufferBudget, Producer } from '@kfw/core/internal';
import type { KfwConfig } from '../config/kfw-config.js';

interface GaugedApp {
  readonly monitor: Monitor;
  readonly producer: Pick<Producer, 'bufferedBytes' | 'bufferedCount'>;
  readonly description: Pick<AppDescription, 'kfwVersion' | 'nodeVersion' | 'transport'>;
  readonly config: Pick<KfwConfig, 'producer'>;
}

/** Returns a function that removes them. */
export function addAppGauges({ monitor, producer, description, config }: GaugedApp): () => void {
  const { measurements } = monitor;
  const { kfwVersion: version, nodeVersion: node, transport: client } = description;
  const out = { direction: 'out' };
  const removers = [
    measurements.gauge('kfw_info', () => [{ labels: { version, node, client }, value: 1 }]),
    measurements.gauge('kfw_buffered_bytes', () => [{ labels: out, value: producer.bufferedBytes }]),
    measurements.gauge('kfw_buffer_limit_bytes', () => [{ labels: out, value: config.producer.maxBufferedBytes }]),
  ];
  return () => {
    for (const remove of removers) remove();
  };
}

/** Those of fetched messages, which a server has. Returns a function that removes them. */
export function addIncomingGauges(
  measurements: Measurements,
  buffers: Pick<BufferBudget, 'totalBytes' | 'maxBytes'>,
): () => void {
  const labels = { direction: 'in' };
  const removers = [
    measurements.gauge('kfw_buffered_bytes', () => [{ labels, value: buffers.totalBytes }]),
    measurements.gauge('kfw_buffer_limit_bytes', () => [{ labels, value: buffers.maxBytes }]),
  ];
  return () => {
    for (const remove of removers) remove();
  };
}

export function bufferStatus(
  buffers: Pick<BufferBudget, 'totalBytes' | 'maxBytes'>,
  producer: GaugedApp['producer'],
  config: GaugedApp['config'],
): BufferStatus {
  return {
    in: { bytes: buffers.totalBytes, limitBytes: buffers.maxBytes },
    out: {
      bytes: producer.bufferedBytes,
      limitBytes: config.producer.maxBufferedBytes,
      messages: producer.bufferedCount,
    },
  };
}
