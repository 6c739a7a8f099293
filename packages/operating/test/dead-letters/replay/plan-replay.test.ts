import { expect, it } from '@jest/globals';
import { type PlanOptions, planReplay } from '../../../src/dead-letters/replay/plan-replay.js';
import { fromOrders, type LetterDraft, scanOf, topic } from './letters.js';

const destination = {
  targetOf: async ({ source }: { source: { topic: string } | undefined }) =>
    source === undefined ? { reason: 'no source' } : { name: `eu.${source.topic}` },
};
const { signal } = new AbortController();
const plan = (drafts: readonly LetterDraft[], options: Partial<PlanOptions> = {}) =>
  planReplay({ letters: scanOf(...drafts), topic, destination, maxReplays: 1, signal, ...options });

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
  expect((await plan([{}, {}, {}], { limit: 2 })).replays).toMatchObject([{ messages: 2 }]);
});

it('calls the transform, and counts what it drops and what it fails for', async () => {
  const transform: PlanOptions['transform'] = async (message, { place }) => {
    if (place.offset === 1) throw new Error('no total');
    return place.offset === 0 ? null : message;
  };
  const planned = await plan([{}, {}, {}, {}], { transform, limit: 3 });
  expect(planned.replays).toEqual([
    { action: 'drop', sourceTopic: 'orders', target: null, messages: 1 },
    { action: 'replay', sourceTopic: 'orders', target: 'eu.orders', messages: 1 },
  ]);
  expect(planned).toMatchObject({ failed: 1, failures: [{ place: { offset: 1 }, error: { message: 'no total' } }] });
});

it('parks no letter of a parked topic again', async () => {
  const { replays, refusals } = await plan([{ ...back, topic: `${topic}.parked` }, { topic: `${topic}.parked` }]);
  expect(replays).toMatchObject([{ action: 'replay', messages: 1 }]);
  expect([...refusals]).toEqual([['1 replay and parked already: give a --max-replays greater than 1', 1]]);
});
