/** A cluster in the process of a test: reached through the transport that apps use, and gone when it is stopped. */
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Monitor, type Transport } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { startCluster, type TestCluster } from '../src/start-cluster.js';

let cluster: TestCluster | undefined;
afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
});

function transportFor({ brokers }: TestCluster): Transport {
  return createKafkajsTransport({
    clientId: 'test',
    brokers: [brokers],
    brokersSetting: 'the test',
    connectionTimeoutMs: 1_000,
    requestTimeoutMs: 5_000,
    monitor: new Monitor(),
  });
}

function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address.includes('//') ? address : `tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('connect', () => resolve(socket.destroy() !== undefined));
    socket.on('error', () => resolve(false));
  });
}

describe('startCluster', () => {
  it('has a broker and a registry', async () => {
    cluster = await startCluster();
    const transport = transportFor(cluster);
    await transport.connect();
    await transport.admin.createTopics([{ topic: 'users', partitions: 2 }]);
    await transport.disconnect();
    expect(cluster.broker.topics).toEqual([{ name: 'users', partitions: 2 }]);
    expect(await (await fetch(`${cluster.registry}/subjects`)).json()).toEqual([]);
  });

  it('gives each its own ports, so that tests run concurrently', async () => {
    cluster = await startCluster();
    const other = await startCluster();
    expect(new Set([cluster.brokers, other.brokers, cluster.registry, other.registry]).size).toBe(4);
    await other.stop();
    expect(await isOpen(cluster.brokers)).toBe(true);
  });

  it('is gone when it is stopped, with clients still connected', async () => {
    const { brokers, registry, stop } = await startCluster();
    const held = connect({ host: '127.0.0.1', port: Number(brokers.split(':')[1]) });
    const closed = new Promise((resolve) => held.once('close', resolve));
    await new Promise((resolve) => held.once('connect', resolve));
    await stop();
    await closed;
    expect([await isOpen(brokers), await isOpen(registry)]).toEqual([false, false]);
    await stop();
  });

  it('leaves nothing open: a process that stopped it ends by itself', async () => {
    const program = path.join(__dirname, 'fixtures/start-and-stop.mjs');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], { timeout: 20_000 });
    expect({ stdout, stderr }).toEqual({ stdout: 'stopped\n', stderr: '' });
  }, 25_000);
});
