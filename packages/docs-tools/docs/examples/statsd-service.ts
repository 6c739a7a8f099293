import { statsdListener } from '@kfw/statsd';
import { flush, monitor } from 'kfw';

// #region service
const closings: (() => Promise<void>)[] = [];
statsdListener()({ monitor, logger: console, onClose: (close) => closings.push(close) });

process.once('SIGTERM', async () => {
  await flush();
  for (const close of closings) await close();
  process.exit();
});
// #endregion
