/**
 * The sink of an app that may not be connected yet: the first message connects it, as in a program without an app.
 * Only look-ups of unknown topics go through it; messages of known topics do not.
 */
import type { Sink } from '@kfw/core';

/** `connecting` returns `undefined` once there is nothing to wait for. */
export function connectingSink(sink: Sink, connecting: () => Promise<void> | undefined): Sink {
  return {
    connect: () => sink.connect(),
    disconnect: () => sink.disconnect(),
    leaderOf: (partition) => sink.leaderOf(partition),
    sizeOf: sink.sizeOf,
    batchOverhead: sink.batchOverhead,
    send: (batches) => sink.send(batches),
    topicInfo(topic) {
      const connected = connecting();
      return connected === undefined ? sink.topicInfo(topic) : connected.then(() => sink.topicInfo(topic));
    },
  };
}
