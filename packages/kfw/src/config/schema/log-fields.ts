/** The fields of `log` that only it has: levels of topics, and the paths of values that are not logged. */
import { z } from 'zod';
import { logLevels } from '../../logging/log-line.js';
import { parseRedactPath, redactPathForm } from '../../logging/redaction/redact-path.js';
import { isTopicPattern } from '../../logging/topic-levels.js';
import { choice } from './config-fields.js';

const mostPaths = 100;

export function topicLevels() {
  const form = 'must hold topics and their levels, such as users: debug';
  return z.record(z.string(), choice(logLevels), { error: form }).superRefine((given, { addIssue }) => {
    for (const name of Object.keys(given)) {
      if (isTopicPattern(name)) continue;
      const message = 'is not the name of a topic. Write a name, or a pattern such as audit.*';
      addIssue({ code: 'custom', path: [name], message });
    }
  });
}

export function redactPaths() {
  const form = `must be a list of paths, such as ${redactPathForm}`;
  const path = z.string({ error: form }).refine((given) => parseRedactPath(given) !== undefined, {
    error: `must be a path with at most three *, such as ${redactPathForm}`,
  });
  return z.array(path, { error: form }).max(mostPaths, `must hold at most ${mostPaths} paths`);
}
