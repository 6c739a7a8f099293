/** An Avro payload that scenarios about responders share: the one of the scaffold. */
import { avro } from 'kfw';

export interface UserEvent {
  eventName: string;
  payload: { id: number };
}

export const userEventDefinition = {
  type: 'record',
  name: 'UserEvent',
  fields: [
    { name: 'eventName', type: 'string' },
    { name: 'payload', type: { type: 'record', name: 'UserPayload', fields: [{ name: 'id', type: 'long' }] } },
  ],
} as const;

export const UserEvent = avro<UserEvent>(userEventDefinition);

export function userEvent(eventName: string, id: number): UserEvent {
  return { eventName, payload: { id } };
}
