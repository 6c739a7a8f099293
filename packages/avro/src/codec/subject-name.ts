/** The subject of a topic's schema in the registry: the three strategies of the Confluent serializers. */
import type { CodecTarget } from '@kfw/core';

/** `topic`: `users-value`; `record`: `com.shop.UserEvent`; `topicRecord`: `users-com.shop.UserEvent`. */
export type SubjectStrategy = 'topic' | 'record' | 'topicRecord';

export function subjectName(strategy: SubjectStrategy, target: CodecTarget): string {
  const { side, schema, topicOnCluster: topic = target.topic } = target;
  switch (strategy) {
    case 'topic':
      return `${topic}-${side}`;
    case 'record':
      return schema.name;
    case 'topicRecord':
      return `${topic}-${schema.name}`;
  }
}
