import { describe, expect, it } from '@jest/globals';
import { offsetLine, readOffsets } from '../../src/positions/read-offsets.js';

const read = (text: string, group = 'shop') => readOffsets({ text, source: 'kept.csv', group });
const at = (topic: string, partition: number, offset: number) => ({ topic, partition, offset });

describe('kept offsets', () => {
  it('are read as they are written, sorted', () => {
    const offsets = [at('orders', 0, 5), at('orders', 10, 7), at('users', 0, 2 ** 53 - 1)];
    expect(read(offsets.toReversed().map(offsetLine).join('\n'))).toEqual(offsets);
  });

  it("are read as Kafka's tool writes them: quoted, of several groups", () => {
    expect(read('"orders.of.the.customers.everywhere",0,5\r\nusers,1,6\r\n')).toEqual([
      at('orders.of.the.customers.everywhere', 0, 5),
      at('users', 1, 6),
    ]);
    expect(read('billing,orders,0,1\n"shop",orders,0,2\n')).toEqual([at('orders', 0, 2)]);
  });

  it('are read as JSON lines', () => {
    expect(
      read('\ufeff{"topic":"orders","partition":0,"offset":5}\n\n{"topic":"orders","partition":1,"offset":0}'),
    ).toEqual([at('orders', 0, 5), at('orders', 1, 0)]);
  });

  it.each([
    ['orders,0', 'line 1: it has 2 fields, not 3'],
    ['orders,0,1\norders,zero,1', 'line 2: its partition is not a number'],
    ['orders,0,-1', 'line 1: its offset is not a number'],
    ['orders,0,9007199254740993', 'line 1: its offset is not a number'],
    [',0,1', 'line 1: it has no topic'],
    ['{"topic":"orders","partition":0}', 'line 1: its offset is not a number'],
    ['{"topic":"orders"', 'line 1: it is not JSON'],
    ['orders,0,1\n\norders,0,2', 'line 3: orders[0] is there twice'],
    ['', 'there is no line of the group "shop": it is empty'],
    ['billing,orders,0,1', 'there is no line of the group "shop": it has offsets of billing'],
  ])('are rejected with the line: %j', (text, mistake) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'KFW_OFFSETS_INVALID', message: expect.stringContaining(`\n  - ${mistake}`) }),
    );
  });

  it('are rejected with every mistake at once', () => {
    expect(() => read('a\nb')).toThrow(/kept\.csv cannot be read.*\n {2}- line 1.*\n {2}- line 2/);
  });
});
