import { describe, expect, it } from '@jest/globals';
import { loadConfig } from 'kfw';
import { fetchMaxWaitMs, maxBytes, maxBytesPerPartition } from '../../src/peers/fetch-sizes.js';

describe('the fetch sizes of the peers', () => {
  it("are kfw's defaults", () => {
    const env = { KFW_BROKERS: '127.0.0.1:1', KFW_CLIENT_ID: 'kfw-bench' };
    const { consumer } = loadConfig({ root: __dirname, environment: 'production', env });
    expect(consumer).toMatchObject({ maxBytes, maxBytesPerPartition, fetchMaxWaitMs });
  });
});
