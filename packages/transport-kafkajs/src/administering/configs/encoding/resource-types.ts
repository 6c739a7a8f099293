/** Kafka's numbers of what has a configuration. */
import type { ConfigResourceType } from '@kfw/core';

export const resourceTypes: Readonly<Record<ConfigResourceType, number>> = { topic: 2, broker: 4 };
