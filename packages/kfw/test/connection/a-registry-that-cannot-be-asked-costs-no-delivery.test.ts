import { expect, it } from '@jest/globals';
import { type Codec, Monitor, type PayloadSide } from '@kfw/core';
import { Codecs } from '@kfw/core/internal';
import { warnOfUndeclared } from '../../src/connection/warn-of-undeclared.js';

const asked: string[] = [];
const codecOf = (answer: (topic: string) => Promise<string | undefined>): Codecs => {
  const unused = () => {
    throw new Error('nothing is read or written here');
  };
  const codec: Codec = {
    format: 'x',
    reader: unused,
    writer: unused,
    subjectOf(topic: string, side: PayloadSide) {
      asked.push(`${topic} ${side}`);
      return answer(topic);
    },
  };
  return new Codecs([codec], { toCluster: (topic) => `eu.${topic}`, fromCluster: (topic) => topic.slice(3) });
};

it("the registry's schema of a topic is published, by the topic's name on the cluster; a failed request is not", async () => {
  const published: unknown[] = [];
  const monitor = new Monitor();
  monitor.subscribe('delivery.undeclared', (event) => published.push(event));
  const answers: Record<string, () => Promise<string | undefined>> = {
    'eu.known': async () => 'eu.known-value',
    'eu.new': async () => undefined,
    'eu.unasked': () => Promise.reject(new Error('connection refused')),
  };
  const warn = warnOfUndeclared(
    codecOf((topic) => answers[topic]?.() ?? Promise.resolve(undefined)),
    monitor,
    true,
  );
  for (const topic of ['known', 'new', 'unasked']) expect(warn(topic, 'json')).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['eu.known value', 'eu.new value', 'eu.unasked value']);
  expect(published).toEqual([{ topic: 'known', subject: 'eu.known-value', format: 'json', isAppLoaded: true }]);
});
