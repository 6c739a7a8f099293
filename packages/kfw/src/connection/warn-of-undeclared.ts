/**
 * Warns when `deliver` writes without a schema to a topic that has one in the registry: its consumers will probably
 * not be able to read the message. The registry is asked once per topic and nothing waits for its response: a
 * registry that does not respond must not fail a delivery.
 */

import type { Monitor } from '@kfw/core';
import type { Codecs } from '@kfw/core/internal';

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
