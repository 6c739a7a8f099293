import { defineApp, type Partitioner } from 'kfw';
import routes from './config/routes.js';

/** Reserves partition 0 for the messages of the largest customer. */
export const largestApart: Partitioner = ({ topic, key, partitions }) => {
  if (topic !== 'orders' || partitions < 2) return undefined;
  return key?.toString() === 'largest' ? 0 : undefined;
};

export default defineApp({ routes, partitioner: largestApart });
