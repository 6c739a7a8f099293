/**
 * The sink of an app that may not be connected yet: the first message connects it, as it does in a program without an app.
 * Only what is not known of a topic goes this way; messages of known topics do not pass here.
 */
import type { Sink } from '@kfw/core';

/** `connecting` is `undefined` once there is nothing to wait for. */
export function connectingSink(sink: Sink, connecting: () => Promise<void> | undefined): Sink {
  return {
    connect: () => sink.connect(),
    disconnect: () => sink.disconnect(),
    leaderOf: (partition) => sink.leaderOf(partition),
    send: (batches) => sink.send(batches),
    topicInfo(topic) {
      const connected = connecting();
      return connected === undefined ? sink.topicInfo(topic) : connected.then(() => sink.topicInfo(topic));
    },
  };
}
