import { expect, it } from '@jest/globals';
import { planReplay } from '../../../src/dead-letters/replay/plan-replay.js';
import { fromOrders, type LetterDraft, scanOf, topic } from './letters.js';

const destination = {
  targetOf: async ({ source }: { source: { topic: string } | undefined }) =>
    source === undefined ? { reason: 'no source' } : { name: `eu.${source.topic}` },
};
const { signal } = new AbortController();
const plan = (drafts: readonly LetterDraft[], limit?: number) =>
  planReplay({ letters: scanOf(...drafts), topic, destination, maxReplays: 1, limit, signal });

const users = fromOrders.map(([name, value]) => [name, name === 'kfw-source-topic' ? 'users' : value] as const);
const back: LetterDraft = { headers: [['kfw-replay-count', '1']] };

it('counts letters by source topic and target, parked ones apart', async () => {
  const { replays, refusals } = await plan([{}, { source: users }, {}, back, { source: [] }]);
  expect(replays).toEqual([
    { action: 'replay', sourceTopic: 'orders', target: 'eu.orders', messages: 2 },
    { action: 'replay', sourceTopic: 'users', target: 'eu.users', messages: 1 },
    { action: 'park', sourceTopic: 'orders', target: `${topic}.parked`, messages: 1 },
  ]);
  expect([...refusals]).toEqual([['no source', 1]]);
});

it('ends at its limit', async () => {
  expect((await plan([{}, {}, {}], 2)).replays).toMatchObject([{ messages: 2 }]);
});
