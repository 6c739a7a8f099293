/**
 * Says so when `deliver` writes to a topic without a schema although the registry has one for it: its consumers will
 * probably not be able to read that. The registry is asked once per topic, and nothing waits for its answer: what cannot be
 * asked is not worth failing a delivery for.
 */
import type { Codecs, Monitor } from '@kfw/core';

export function warnOfUndeclared(
  codecs: Codecs,
  monitor: Monitor,
  isAppLoaded: boolean,
): (topic: string, format: string) => void {
  return (topic, format) => {
    void codecs.subjectOf(topic, 'value').then(
      (subject) => {
        if (subject !== undefined) monitor.publish('delivery.undeclared', { topic, subject, format, isAppLoaded });
      },
      () => {},
    );
  };
}
