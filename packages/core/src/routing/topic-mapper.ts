/**
 * Names of topics on clusters that want others than the code's, such as a hosted cluster with a prefix per user. The
 * code, its messages, events and logs know one name; the cluster and the registry's subjects the other.
 */
export interface TopicMapper {
  /** The name on the cluster of what the code calls `topic`. */
  toCluster(topic: string): string;
  /** The code's name of a topic on the cluster, undoing `toCluster`; `undefined` when it is not the app's. */
  fromCluster(topic: string): string | undefined;
}

/** What is wrong with how a topic is mapped, as a sentence; `undefined` when nothing is. */
export function mappingMistake(mapper: TopicMapper, topic: string): string | undefined {
  const onCluster = mapper.toCluster(topic);
  const back = mapper.fromCluster(onCluster);
  if (back === topic) return undefined;
  const made = back === undefined ? 'nothing' : `"${back}"`;
  return `topicMapper.toCluster makes "${onCluster}" of "${topic}", and fromCluster makes ${made} of that. Let it undo toCluster.`;
}
