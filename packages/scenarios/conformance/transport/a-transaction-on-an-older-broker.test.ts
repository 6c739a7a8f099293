/** Before Kafka 2.5 a broker takes no members with the offsets of a transaction: kfw then commits them without. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { apiKeys, type Broker, startBroker } from '@kfw/broker';
import { Monitor, type Transport } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';

interface Versions {
  readonly apis: readonly { readonly key: number; readonly minVersion: number; readonly maxVersion: number }[];
}

describe('a transaction with offsets of a member', () => {
  let broker: Broker;
  let transport: Transport;
  const seen: number[] = [];

  beforeEach(async () => {
    broker = await startBroker();
    transport = createKafkajsTransport({
      clientId: 'conformance',
      brokers: [broker.address],
      brokersSetting: 'a test',
      connectionTimeoutMs: 3_000,
      requestTimeoutMs: 10_000,
      monitor: new Monitor(),
    });
    await transport.admin.createTopics([{ topic: 'in', partitions: 1 }]);
    seen.length = 0;
    broker.intercept(apiKeys.TxnOffsetCommit, (request) => {
      seen.push(request.version);
      return request.next();
    });
  });

  afterEach(async () => {
    await transport.disconnect();
    await broker.stop();
  });

  const offsets = [{ topic: 'in', partition: 0, offset: 5, metadata: 'of 5' }];
  const member = { memberId: 'a stranger', generation: 1 };

  it('commits them without it on a broker that does not know it', async () => {
    broker.intercept(apiKeys.ApiVersions, async (request) => {
      const { apis, ...rest } = (await request.next()) as Versions;
      const older = apis.map((api) => (api.key === apiKeys.TxnOffsetCommit ? { ...api, maxVersion: 2 } : api));
      return { ...rest, apis: older };
    });
    const transaction = await transport.transactions.begin('id');
    await transaction.sendOffsets({ group: 'g', offsets, member });
    await transaction.commit();
    expect(seen).toEqual([1]);
    expect(await transport.transactions.committedOffsets('g', offsets)).toEqual(offsets);
  });

  it('is checked by a newer one', async () => {
    const transaction = await transport.transactions.begin('id');
    await expect(transaction.sendOffsets({ group: 'g', offsets, member })).rejects.toMatchObject({
      code: 'KFW_TRANSACTION_FENCED',
    });
    expect(seen).toEqual([3]);
  });
});
