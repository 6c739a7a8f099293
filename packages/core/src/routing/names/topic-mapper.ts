import { toError } from '../../errors/kfw-error.js';
import { isTopicName } from './topic-name.js';

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

/** The mistakes of a topic's name on the cluster, each a sentence: at most one, and none without a mapper. */
export function mappingMistakes(topic: string, mapper: TopicMapper | undefined): string[] {
  const mistake = mapper && mappingMistake(mapper, topic);
  return mistake === undefined ? [] : [mistake];
}

function mappingMistake(mapper: TopicMapper, topic: string): string | undefined {
  let called = 'toCluster';
  try {
    const onCluster: unknown = mapper.toCluster(topic);
    const made = `topicMapper.toCluster makes ${describeName(onCluster)} of "${topic}"`;
    if (typeof onCluster !== 'string' || !isTopicName(onCluster)) return `${made}, which Kafka does not allow.`;
    called = 'fromCluster';
    const back: unknown = mapper.fromCluster(onCluster);
    return back === topic
      ? undefined
      : `${made}, and fromCluster makes ${describeName(back)} of that. Let it undo toCluster.`;
  } catch (thrown) {
    return `topicMapper.${called} threw for "${topic}": ${toError(thrown).message}`;
  }
}

function describeName(name: unknown): string {
  if (typeof name === 'string') return JSON.stringify(name);
  return name === undefined ? 'nothing' : `a value of type ${typeof name}`;
}
