/** The errors of StatsD. */
import { defineErrors } from '@kfw/core';

export const statsdError = defineErrors({
  KFW_STATSD_OPTIONS_INVALID: ({ mistakes }: { mistakes: readonly string[] }) =>
    `statsdListener: ${mistakes.join('; ')}.`,
});
