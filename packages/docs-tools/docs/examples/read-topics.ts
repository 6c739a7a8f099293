import { isKfwError, type Message, readTopic } from 'kfw';
import { UserEvent } from './app/schemas/user-event.js';

// #region first
export async function printUsers(): Promise<void> {
  for await (const { key, payload, timestamp } of readTopic('users', { schema: UserEvent })) {
    console.log(timestamp.toISOString(), key, payload.eventName);
  }
}
// #endregion

// #region window
export async function eventsOf(id: string, from: Date, until: Date): Promise<UserEvent[]> {
  const events: UserEvent[] = [];
  for await (const { key, payload } of readTopic('users', { schema: UserEvent, from, until })) {
    if (key === id) events.push(payload);
  }
  return events;
}
// #endregion

// #region positions
export async function continueFrom(positions: Record<number, number>): Promise<Record<number, number>> {
  const reached = { ...positions };
  for await (const { partition, offset } of readTopic('users', { from: positions })) {
    reached[partition] = offset + 1;
  }
  return reached;
}
// #endregion

// #region follow
export async function follow(show: (message: Message<UserEvent>) => void, signal: AbortSignal): Promise<void> {
  for await (const message of readTopic('users', { schema: UserEvent, from: 'latest', follow: true, signal })) {
    show(message);
  }
}
// #endregion

// #region until
export async function firstOf(name: string): Promise<Message<UserEvent> | undefined> {
  for await (const message of readTopic('users', { schema: UserEvent, follow: true })) {
    if (message.payload.eventName === name) return message;
  }
  return undefined;
}
// #endregion

// #region broken
export async function unreadable(): Promise<number[]> {
  const offsets: number[] = [];
  for await (const message of readTopic('users', { schema: UserEvent, partitions: [0] })) {
    try {
      message.payload;
    } catch (error) {
      if (!isKfwError(error, 'KFW_DECODE_FAILED')) throw error;
      offsets.push(message.offset);
    }
  }
  return offsets;
}
// #endregion
