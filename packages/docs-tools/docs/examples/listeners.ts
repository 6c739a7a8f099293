import { type Listener, monitor } from 'kfw';

// #region listener
/** Counts messages per topic. */
export function countingListener(counts: Map<string, number>): Listener {
  return (app) => {
    app.monitor.subscribe('consumer.consumed', ({ topic, messages }) => {
      counts.set(topic, (counts.get(topic) ?? 0) + messages);
    });
  };
}
// #endregion

// #region subscribe
const unsubscribe = monitor.subscribe('app.initialized', ({ clientId, groups }) => {
  process.emitWarning(`${clientId} has ${groups.length} groups`);
});
unsubscribe();
// #endregion
