/** The admin of kafkajs 2.2.4 (pinned exactly), which `kafka.admin()` makes on a cluster that it hands to nobody. */

declare module 'kafkajs/src/admin/index.js' {
  import type { Admin, Cluster, Logger, RetryOptions } from 'kafkajs';
  export default function createAdmin(options: { logger: Logger; retry: RetryOptions; cluster: Cluster }): Admin;
}
