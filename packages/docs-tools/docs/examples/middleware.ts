import type { ConsumeMiddleware } from 'kfw';

// #region middleware
export const timed: ConsumeMiddleware = async ({ topic, partition, batch }, next) => {
  const startedAt = performance.now();
  await next();
  process.stderr.write(`${topic}[${partition}]: ${batch.size} in ${performance.now() - startedAt} ms\n`);
};
// #endregion
