/**
 * The topics of this app, also those that only others read. In development and tests kfw creates the missing ones as they are
 * declared here; in production `npx kfw topics plan` shows the difference and `npx kfw topics apply` makes it.
 */
import { defineTopics } from 'kfw';

export default defineTopics(({ topic }) => {
  topic('users', { environments: { production: { partitions: 6, replicationFactor: 3 } } });
});
