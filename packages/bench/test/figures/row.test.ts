import { describe, expect, it } from '@jest/globals';
import { rowOf } from '../../src/figures/row.js';
import { tableOf } from '../../src/figures/table.js';

const row = rowOf({
  bench: 'consume.batch',
  unit: 'messages/s',
  kfw: [900_000, 1_000_000.4, 1_100_000],
  peers: { 'kafkajs.eachBatch': [1, 500_000, 900_000], nestjs: [80_000, 79_999, 80_001] },
});

describe('a row', () => {
  it('holds medians, and kfw relative to each peer', () => {
    expect(row).toEqual({
      bench: 'consume.batch',
      unit: 'messages/s',
      kfw: 1_000_000,
      peers: { 'kafkajs.eachBatch': 500_000, nestjs: 80_000 },
      ratio: { 'kafkajs.eachBatch': 2, nestjs: 12.5 },
    });
  });

  it('is one line of JSON whose keys stand in the documented order', () => {
    expect(JSON.stringify(row)).toBe(
      '{"bench":"consume.batch","unit":"messages/s","kfw":1000000,' +
        '"peers":{"kafkajs.eachBatch":500000,"nestjs":80000},"ratio":{"kafkajs.eachBatch":2,"nestjs":12.5}}',
    );
  });

  it('takes the ratio before rounding', () => {
    const { kfw, peers, ratio } = rowOf({ bench: 'latency', unit: 'ms', kfw: [0.444], peers: { kafkajs: [5.555] } });
    expect({ kfw, peers, ratio }).toEqual({ kfw: 0.44, peers: { kafkajs: 5.55 }, ratio: { kafkajs: 0.08 } });
  });

  it('is a block of a table for people', () => {
    expect(tableOf(row).split('\n')).toEqual([
      'consume.batch (messages/s, more is better)',
      '  kfw                1,000,000',
      '  kafkajs.eachBatch    500,000   kfw = 2.00 ×',
      '  nestjs                80,000   kfw = 12.50 ×',
      '',
    ]);
  });

  it('with a goal says so', () => {
    const keyed = { ...rowOf({ bench: 'keyed', unit: 'messages/s', kfw: [30], peers: { nestjs: [1] } }), goal: 25 };
    expect(tableOf({ ...keyed, details: { kfwMessages: 200 } }).split('\n')).toEqual([
      'keyed (messages/s, more is better, goal: at least 25 ×)',
      '  kfw           30',
      '  nestjs         1   kfw = 30.00 ×',
      '  kfwMessages  200',
      '',
    ]);
  });

  it('of bytes shows the other measurements', () => {
    const memory = { ...rowOf({ bench: 'memory', unit: 'bytes', kfw: [2_000.4], peers: {} }), details: { base: 500 } };
    expect(tableOf(memory).split('\n')).toEqual([
      'memory (bytes, less is better)',
      '  kfw   2,000',
      '  base    500',
      '',
    ]);
  });
});
