/**
 * Waits until every broker shows a change that the cluster has made. The controller responds before they learn of it, a
 * moment later each: a call that follows would see what was before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, settlesWithin } from '@kfw/core';
import type { Broker } from '../../kafkajs/internals.js';
import { anyTopic, type ClusterRequests } from './cluster-requests.js';

const firstPauseMs = 10;
const longestPauseMs = 250;
const maxWaitMs = 5_000;

/** Never throws: the change is made, whatever the brokers show. One that does not respond is not waited for. */
export async function untilVisible(
  requests: Pick<ClusterRequests, 'metadata' | 'toBroker'>,
  isVisibleAt: (broker: Broker) => Promise<boolean>,
): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  const untilVisibleAt = async (nodeId: number): Promise<void> => {
    for (let checks = 1; performance.now() < endsAt && !(await requests.toBroker(nodeId, isVisibleAt)); checks++)
      await sleep(backoffMs(checks, { first: firstPauseMs, longest: longestPauseMs }));
  };
  const everywhere = async (): Promise<void> => {
    const { brokers } = await requests.metadata([anyTopic]);
    await Promise.allSettled(brokers.map(({ nodeId }) => untilVisibleAt(nodeId)));
  };
  await settlesWithin(maxWaitMs, Promise.allSettled([everywhere()]));
}
