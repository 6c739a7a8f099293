/** ApiVersions, and the requests that end a connection, on both brokers. */
import { expect } from '@jest/globals';
import { differential } from '../src/differential/differential.js';
import { encodeBody, encodeHead, frameOf } from '../src/differential/encode.js';
import { newTopic } from '../src/differential/new-topic.js';
import type { PairedConnection } from '../src/differential/paired-connection.js';
import { protocol, schemaOf } from '../src/differential/protocol/protocol.js';

/** Long enough for a connection to be closed, and not for one that stays open to be waited for. */
const closedWithinMs = 300;

function request(api: string, version: number, body = {}, clientId: string | null = 'raw'): Buffer {
  const schema = schemaOf(api);
  return Buffer.concat([encodeHead(schema.key, version, false, clientId), encodeBody(schema, version, body)]);
}

async function rawHead(pair: PairedConnection, key: number, version: number): Promise<void> {
  pair.caseLog.note(`key ${key}, version ${version}`);
  await pair.raw(frameOf(encodeHead(key, version, false, 'raw')), 'ApiVersions', 0, closedWithinMs);
}

differential('connections', (compare) => {
  compare('the served APIs', (pair) => pair.askEach('ApiVersions'));

  compare('every served API and version is in the tables of this test', async (pair) => {
    const { apis } = (await pair.ask('ApiVersions', 0)).embedded as unknown as {
      apis: readonly Record<string, number>[];
    };
    for (const { key, max_version = 0 } of apis) {
      const schema = [...protocol.values()].find((known) => known.key === key);
      expect(schema?.until).toBeGreaterThanOrEqual(max_version);
    }
  });

  compare('ApiVersions in versions that do not exist', async (pair) => {
    for (const version of [5, 99, 32_767]) {
      const body = Buffer.concat([encodeHead(18, version, true, 'raw'), Buffer.from([2, 97, 2, 98, 0])]);
      await pair.raw(frameOf(body), 'ApiVersions', 0);
    }
    for (const version of [-1, -32_768]) await rawHead(pair, 18, version);
  });

  compare('APIs that do not exist', async (pair) => {
    for (const key of [-1, 4, 5, 6, 7, 93, 200, 32_767, -32_768]) await rawHead(pair, key, 0);
  });

  compare('versions that do not exist', async (pair) => {
    const keys = [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 24, 25, 26, 28, 32, 33, 37, 42, 44];
    for (const key of keys) for (const version of [-1, 99]) await rawHead(pair, key, version);
    for (const version of [0, 1, 2])
      await pair.raw(frameOf(request('Produce', version)), 'Produce', version, closedWithinMs);
    for (const version of [0, 3]) await pair.raw(frameOf(request('Fetch', version)), 'Fetch', version, closedWithinMs);
    await pair.raw(frameOf(request('ListOffsets', 0)), 'ListOffsets', 0, closedWithinMs);
    for (const version of [0, 1])
      await pair.raw(frameOf(request('OffsetCommit', version)), 'OffsetCommit', version, closedWithinMs);
    await pair.raw(frameOf(request('OffsetFetch', 0)), 'OffsetFetch', 0, closedWithinMs);
  });

  compare('versions that old clients still request', async (pair) => {
    for (const [api, versions] of [
      ['CreateTopics', [0, 1]],
      ['DeleteTopics', [0]],
      ['DescribeConfigs', [0]],
    ] as const) {
      pair.caseLog.note('dropped versions');
      for (const version of versions) await pair.raw(frameOf(request(api, version)), api, version, closedWithinMs);
    }
  });

  compare('client ids', async (pair) => {
    for (const clientId of [null, '', 'ä', 'x'.repeat(32_767)]) {
      await pair.raw(frameOf(request('ApiVersions', 0, {}, clientId)), 'ApiVersions', 0);
      await pair.raw(frameOf(request('Metadata', 1, { topics: [] }, clientId)), 'Metadata', 1);
    }
    const head = request('Metadata', 1, { topics: [] }, null);
    head.writeInt16BE(-2, 8);
    await pair.raw(frameOf(head), 'Metadata', 1, closedWithinMs);
  });

  compare('requests that end too early', async (pair) => {
    const topic = await newTopic(pair);
    const whole = request('Metadata', 8, { topics: [topic] });
    for (let length = 0; length < whole.length; length++) {
      pair.caseLog.note(`${length} of ${whole.length} bytes`);
      await pair.raw(frameOf(whole.subarray(0, length)), 'Metadata', 8, closedWithinMs);
    }
  });

  compare('requests with surplus bytes', async (pair) => {
    for (const api of [
      'Metadata',
      'ApiVersions',
      'FindCoordinator',
      'Heartbeat',
      'ListGroups',
      'DescribeConfigs',
      'Fetch',
    ]) {
      const version = pair.caseLog.versionsOf(api).findLast((each) => each < schemaOf(api).flexibleFrom) ?? 0;
      for (const more of [1, 100]) {
        pair.caseLog.note(`${more} bytes`);
        const bytes = Buffer.concat([request(api, version), Buffer.alloc(more)]);
        await pair.raw(frameOf(bytes), api, version, 2_000);
      }
    }
  });

  compare('frames of impossible lengths', async (pair) => {
    for (const length of [-1, -(2 ** 31), 0, 1, 2 ** 31 - 1, 104_857_601]) {
      pair.caseLog.note(`${length}`);
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(length);
      await pair.another().raw(bytes, 'ApiVersions', 0, closedWithinMs);
    }
  });

  compare('counts that cannot be', async (pair) => {
    const count = (value: number): Buffer => {
      const bytes = request('Metadata', 1, { topics: [] });
      bytes.writeInt32BE(value, bytes.length - 4);
      return bytes;
    };
    for (const value of [-2, -(2 ** 31), 1, 1_000, 2 ** 31 - 1]) {
      pair.caseLog.note(`${value}`);
      await pair.raw(frameOf(count(value)), 'Metadata', 1, closedWithinMs);
    }
  });

  compare('booleans that are neither', async (pair) => {
    const topic = await newTopic(pair);
    for (const value of [2, 127, 255]) {
      const bytes = request('Metadata', 8, { topics: [topic] });
      bytes.writeUInt8(value, bytes.length - 1);
      await pair.raw(frameOf(bytes), 'Metadata', 8, closedWithinMs);
    }
  });

  compare('tags in a flexible request', async (pair) => {
    const schema = schemaOf('TxnOffsetCommit');
    const body = encodeBody(schema, 3, { transactional_id: 'nobody', group_id: 'group' });
    const known = Buffer.from([1, 5, 2, 0xab, 0xcd]);
    for (const [what, head, tail] of [
      ['in the head', known, Buffer.from([0])],
      ['in the body', Buffer.from([0]), known],
      ['without an end', Buffer.from([0]), Buffer.from([1, 5, 100])],
      ['more than there are', Buffer.from([0]), Buffer.from([5])],
      ['twice the same', Buffer.from([0]), Buffer.from([2, 5, 0, 5, 0])],
      ['out of order', Buffer.from([0]), Buffer.from([2, 6, 0, 5, 0])],
    ] as const) {
      pair.caseLog.note(what);
      const bytes = Buffer.concat([encodeHead(schema.key, 3, false, 'raw'), head, body.subarray(0, -1), tail]);
      await pair.raw(frameOf(bytes), 'TxnOffsetCommit', 3, closedWithinMs);
    }
  });

  compare('several requests at once get responses in their order', async (pair) => {
    const topic = await newTopic(pair);
    const slow = request('Fetch', 4, { max_wait_ms: 200, topics: [{ topic, partitions: [{ partition: 0 }] }] });
    await pair.raw(Buffer.concat([frameOf(slow), frameOf(request('ApiVersions', 0))]), 'Fetch', 4);
    await pair.raw(Buffer.alloc(0), 'ApiVersions', 0);
  });

  compare('SASL on a listener that does not require it', async (pair) => {
    for (const mechanism of ['PLAIN', 'SCRAM-SHA-256', 'GSSAPI', '', null])
      await pair.askEach('SaslHandshake', { mechanism });
    for (const auth_bytes of [Buffer.from('\0user\0password'), Buffer.alloc(0), null])
      await pair.askEach('SaslAuthenticate', { auth_bytes });
  });
});
