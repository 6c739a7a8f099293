/** Messages of the past, by their partition. */
import type { World } from '@kfw/test-cluster';
import { idleApp } from '../apps/idle-app.js';

const hourMs = 3_600_000;

/** So many hours ago, in milliseconds since 1970. */
export function hoursAgo(hours: number): number {
  return Date.now() - hours * hourMs;
}

/** By partition the times of its messages, in milliseconds since 1970. */
export async function sendDated(world: World, topic: string, times: readonly (readonly number[])[]): Promise<void> {
  const app = await idleApp(world);
  const message = { topic, key: null, value: Buffer.from('order'), headers: {} };
  await app.producer.deliver(
    times.flatMap((ofPartition, partition) => ofPartition.map((timestamp) => ({ ...message, partition, timestamp }))),
  );
}
