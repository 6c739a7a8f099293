/** Warnings for the person who applies a plan: what its changes do to messages. */
import type { DesiredTopic, TopicsPlan } from '@kfw/operating';
import { shownNumber } from '../rendering/table.js';
import { shownRetention } from './shown-retention.js';

/** Each a line. `desired` is what the plan was made of. */
export function notesOfPlan(plan: TopicsPlan, desired: readonly DesiredTopic[]): string[] {
  return [...movedKeys(plan), ...deletedMessages(plan, desired)];
}

function movedKeys({ changes }: TopicsPlan): string[] {
  const grown = changes.filter(({ action }) => action === 'addPartitions').map(({ topic }) => topic);
  return grown.length === 0
    ? []
    : [
        `More partitions move keys: from then on the messages of a key of ${grown.join(', ')} may go to another ` +
          'partition than before, where they can overtake the earlier ones.',
      ];
}

const limits: Readonly<Record<string, (value: number) => string>> = {
  'retention.ms': (ms) => `older than ${shownRetention(ms)}`,
  'retention.bytes': (bytes) => `beyond ${shownNumber(bytes)} bytes per partition`,
};

function deletedMessages({ changes }: TopicsPlan, desired: readonly DesiredTopic[]): string[] {
  const compacted = new Set(
    desired.filter(({ config }) => config['cleanup.policy'] === 'compact').map(({ topic }) => topic),
  );
  const lowered = changes.flatMap((change) =>
    change.action === 'alterConfigs' && !compacted.has(change.topic)
      ? change.configs.filter(isLowered).map(({ name, to }) => ({ topic: change.topic, name, to: Number(to) }))
      : [],
  );
  const byLimit = Map.groupBy(lowered, ({ name, to }) => `what is ${limits[name]?.(to)}`);
  return Array.from(byLimit, ([what, of]) => {
    const topics = of.map(({ topic }) => topic).join(', ');
    return `A lower ${of[0]?.name} deletes messages: soon after, Kafka deletes ${what} from ${topics}.`;
  });
}

/** −1 is without limit. */
function isLowered({ name, from, to }: { readonly name: string; readonly from: string | null; readonly to: string }) {
  if (!Object.hasOwn(limits, name) || from === null || Number(to) < 0) return false;
  return Number(from) < 0 || Number(to) < Number(from);
}
