/** Deletes topics. The cluster may refuse some of them, and delete the others. */
import { type Admin, toError } from '@kfw/core';

export interface DeletedTopics {
  readonly deleted: readonly string[];
  /** Why the others are still there. */
  readonly error: Error | undefined;
}

/** What cannot be found out after a failure counts as not deleted. */
export async function deleteTopics(
  admin: Pick<Admin, 'deleteTopics' | 'listTopics'>,
  topics: readonly string[],
): Promise<DeletedTopics> {
  try {
    return { deleted: await admin.deleteTopics(topics), error: undefined };
  } catch (thrown) {
    const left = new Set(await admin.listTopics().catch(() => topics));
    return { deleted: topics.filter((topic) => !left.has(topic)), error: toError(thrown) };
  }
}
