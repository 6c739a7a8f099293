/** The coordinator of a group, as the broker at `port` reports it. */
import { scenarioError } from '../errors/errors.js';
import { askBroker, string } from './ask-broker.js';

/** The coordinator's number (FindCoordinator v0). Throws `KFW_KAFKA_REFUSED` while there is none. */
export async function coordinatorOf(port: number, group: string): Promise<number> {
  const answer = await askBroker(port, 10, 0, string(group));
  const code = answer.int16();
  if (code !== 0) throw scenarioError('KFW_KAFKA_REFUSED', { request: `FindCoordinator ${group}`, code, detail: '' });
  return answer.int32();
}
