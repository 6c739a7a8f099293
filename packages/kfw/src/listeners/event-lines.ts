/**
 * The log lines of all events, collected from `lines/`: level, fields and sentence. Fields have the names that dashboards filter by (`group`,
 * `topic`, `partition`, `offset`); the sentence is for people. No event holds a payload, so no line does.
 */
import type { DescribeOptions } from '../logging/describe-error.js';
import { appLines } from './lines/app-lines.js';
import { consumerLines } from './lines/consumer-lines.js';
import { deliveryLines } from './lines/delivery-lines.js';
import { type EventLines, errorLines } from './lines/event-line.js';
import { groupLines } from './lines/group-lines.js';
import { messageLines } from './lines/message-lines.js';
import { topicLines } from './lines/topic-lines.js';

export function eventLines(options: DescribeOptions): EventLines {
  const errors = errorLines(options);
  return {
    ...appLines(errors),
    ...groupLines(errors),
    ...consumerLines(errors),
    ...messageLines(errors),
    ...deliveryLines(errors),
    ...topicLines(),
  };
}
