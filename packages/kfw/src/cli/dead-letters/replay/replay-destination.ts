/** Where `kfw dlq replay` sends letters: topics, or the consumers of this app. */
import { type DeadLetter, type Destination, topicDestination } from '@kfw/operating';

export interface ReplayDestination extends Destination {
  /** The topic whose schemas the replayed message has; `undefined` when it is not known. */
  topicOf(letter: DeadLetter): Promise<string | undefined>;
  close(): Promise<void>;
}

export function intoTopics(options: Parameters<typeof topicDestination>[0]): ReplayDestination {
  const destination = topicDestination(options);
  return {
    ...destination,
    async topicOf(letter) {
      const target = await destination.targetOf(letter);
      return 'name' in target ? target.name : undefined;
    },
    close: async () => {},
  };
}
