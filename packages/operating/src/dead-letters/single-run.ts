/**
 * One run at a time changes what is remembered of a dead-letter topic. A run is the only member of a consumer group of its
 * own, so that the cluster itself notices the end of a process that was killed: after the session timeout.
 */
import type { Admin, SourceOptions, Transport } from '@kfw/core';
import { operatingError } from '../errors.js';

export interface SingleRun {
  /** Fires when the membership is lost, with the error: another run may have begun. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Kafka's default for the shortest session is 6 s. */
const sessionTimeoutMs = 10_000;
const heartbeatIntervalMs = 2_000;

const expired = 'no heartbeat reached the cluster in time';

/**
 * Throws `KFW_DEAD_LETTERS_BUSY` with the member that holds the topic; and what joining a group throws. Two runs that
 * begin at the same moment may both be refused, and never both run.
 */
export async function holdSingleRun(
  topic: string,
  {
    transport,
    admin,
  }: { readonly transport: Pick<Transport, 'source'>; readonly admin: Pick<Admin, 'describeGroups'> },
): Promise<SingleRun> {
  const group = `kfw-dlq-lock.${topic}`;
  const members = async () => (await admin.describeGroups([group])).flatMap((described) => described.members);
  const refuse = ({ clientId, host }: { clientId: string; host: string }) =>
    operatingError('KFW_DEAD_LETTERS_BUSY', { topic, clientId, host: host.replace(/^\//, ''), sessionTimeoutMs });
  const [holder] = await members();
  if (holder !== undefined) throw refuse(holder);

  const lost = new AbortController();
  const lose = (reason: string) => lost.abort(operatingError('KFW_DEAD_LETTERS_LOST', { topic, reason }));
  const source = transport.source(lockOptions(group, topic));
  let memberId = '';
  await source.start({
    onBatch: () => {},
    // A member that rejoins keeps its id, and with it the topic: a run that begins finds it in the group, and leaves.
    onJoined: (member) => {
      if (memberId !== '' && member.memberId !== memberId) lose(expired);
      memberId = member.memberId;
    },
    onAssigned: ({ partitions }) => source.pause(partitions),
    onRebalancing: async () => {},
    onRevoked: async () => {
      if (source.progress?.()?.isMember === false) lose(expired);
    },
    onCrash: (error) => lose(error.message),
  });
  const run: SingleRun = { lost: lost.signal, release: () => source.stop() };
  try {
    const other = (await members()).find((member) => member.memberId !== memberId);
    if (other !== undefined) throw refuse(other);
    return run;
  } catch (thrown) {
    await run.release();
    throw thrown;
  }
}

/** It fetches nothing: its partitions are paused as soon as they are assigned. */
function lockOptions(group: string, topic: string): SourceOptions {
  return {
    group,
    topics: [{ topic, startFrom: 'latest' }],
    sessionTimeoutMs,
    heartbeatIntervalMs,
    rebalanceTimeoutMs: sessionTimeoutMs,
    fetchMaxWaitMs: 500,
    maxBytesPerPartition: 1_024,
    maxBytes: 1_024,
    maxBatchBytes: 1_048_576,
    metadataMaxAgeMs: 300_000,
    createTopics: false,
  };
}
