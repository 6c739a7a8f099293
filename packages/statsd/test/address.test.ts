import { describe, expect, it } from '@jest/globals';
import { instruments } from '@kfw/core';
import { addressing, keyOf } from '../src/address.js';
import { type StatsdListenerOptions, withDefaults } from '../src/statsd-options.js';

const failures = instruments.kfw_consumer_failures_total;
const labels = { group: 'b|l:l,g', topic: 'orders.v1', consumer: 'Änderungen', error: '', decision: 'retry\nnow' };

function address(given: StatsdListenerOptions = {}) {
  return addressing(withDefaults(given))(failures, { ...labels, partition: '3' });
}

describe('with tags', () => {
  it('labels are tags by the rules of Datadog', () => {
    expect(address()).toEqual({
      name: 'kfw.consumer.failures',
      tags: ['group:b_l:l_g', 'topic:orders.v1', 'consumer:Änderungen', 'error:', 'decision:retry_now', 'partition:3'],
    });
  });

  it('a tag has at most 200 characters', () => {
    const [tag] = addressing(withDefaults({}))(instruments.kfw_rebalances_total, { group: 'g'.repeat(249) }).tags;
    expect(tag).toBe(`group:${'g'.repeat(194)}`);
  });

  it('the version of kfw is not in the tag that Datadog has for the version of the app', () => {
    const info = addressing(withDefaults({}))(instruments.kfw_info, {
      version: '1.2',
      node: '24.1',
      client: 'kafkajs',
    });
    expect(info.tags).toEqual(['kfw_version:1.2', 'node_version:24.1', 'client:kafkajs']);
  });
});

describe('without tags', () => {
  it('labels follow the name, in the order of the instrument, without what StatsD and Graphite read as something else', () => {
    expect(address({ tags: 'none', prefix: 'shop.' })).toEqual({
      name: 'shop.kfw.consumer.failures.b_l_l_g.orders_v1._nderungen._.retry_now.3',
      tags: [],
    });
  });
});

it('leaves labels out, by default the broker', () => {
  const request = { broker: 'kafka-1:9092', api: 'Fetch', error: 'timeout' };
  const of = (given: StatsdListenerOptions) =>
    keyOf(addressing(withDefaults(given))(instruments.kfw_request_errors_total, request));
  expect(of({})).toBe('kfw.request.errors|api:Fetch,error:timeout');
  expect(of({ withoutLabels: [] })).toBe('kfw.request.errors|broker:kafka-1:9092,api:Fetch,error:timeout');
  expect(of({ withoutLabels: ['broker', 'error'], tags: 'none' })).toBe('kfw.request.errors.Fetch|');
});
