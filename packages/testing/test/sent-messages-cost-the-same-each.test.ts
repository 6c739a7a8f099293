import { expect, it } from '@jest/globals';
import { clearSentMessages, sentMessages } from '@kfw/testing';
import { deliver, deliverAsync } from 'kfw';

const visiting = ['filter', 'find', 'findIndex', 'map', 'some', 'every', 'reduce', 'forEach', 'indexOf', 'includes'];
const lists = Array.prototype as unknown as Record<string, (this: unknown[], ...given: unknown[]) => unknown>;

/** The number of list elements read while `work` runs. */
async function elementsVisited(work: () => Promise<void>): Promise<number> {
  let visited = 0;
  const before = visiting.map((name) => [name, lists[name]] as const);
  for (const [name, method] of before) {
    lists[name] = function (...given) {
      visited += this.length;
      return method?.apply(this, given);
    };
  }
  try {
    await work();
  } finally {
    for (const [name, method] of before) if (method !== undefined) lists[name] = method;
  }
  return visited;
}

async function workOf(messages: number): Promise<number> {
  clearSentMessages();
  const visited = await elementsVisited(async () => {
    for (let index = 0; index < messages; index++) await deliverAsync('many', { index });
  });
  expect(sentMessages('many')).toHaveLength(messages);
  return visited;
}

it('a message that is sent in a test costs the same, however many were sent before', async () => {
  const few = await workOf(200);
  const many = await workOf(2_000);
  expect(many).toBeLessThan(11 * Math.max(few, 200));
});

it('offsets of reports count the messages of their partition', async () => {
  clearSentMessages();
  const places = await deliver([0, 1, 0, 1, 1].map((partition) => ({ topic: 'counted', payload: 'x', partition })));
  expect(places.map(({ partition, offset }) => `${partition}/${offset}`)).toEqual(['0/0', '1/0', '0/1', '1/1', '1/2']);
});
