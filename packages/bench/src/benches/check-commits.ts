/** Checks that everything handled was committed after an orderly end, or nothing by a peer that does not commit. */

import type { BenchCluster } from '../cluster/bench-cluster.js';
import { benchError } from '../errors.js';
import type { PeerName } from '../peers/peers.js';

export interface Consumed {
  readonly peer: PeerName;
  readonly topic: string;
  readonly group: string;
  readonly messages: number;
}

export async function checkCommits(cluster: BenchCluster, { peer, topic, group, messages }: Consumed): Promise<void> {
  const offsets = await cluster.admin.groupOffsets(group, [topic]);
  const committed = offsets.reduce((sum, { offset }) => sum + (offset ?? 0), 0);
  const expected = peer.endsWith('.noCommit') ? 0 : messages;
  if (committed !== expected) throw benchError('KFW_BENCH_COMMITS_WRONG', { peer, expected, committed });
}
