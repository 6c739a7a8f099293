import { defineApp, type Partitioner } from 'kfw';
import routes from './config/routes.js';

/** Messages of the largest customer have partition 0 for themselves. */
export const largestApart: Partitioner = ({ topic, key, partitions }) => {
  if (topic !== 'orders' || partitions < 2) return undefined;
  return key?.toString() === 'largest' ? 0 : undefined;
};

export default defineApp({ routes, partitioner: largestApart });
