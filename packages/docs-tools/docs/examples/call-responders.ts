import { isKfwError, loadApp, type ResponderReport } from 'kfw';
import { AccountsResponder } from './app/responders/transfers-responder.js';
import { UsersResponder } from './app/responders/users-responder.js';
import type { UserEvent } from './app/schemas/user-event.js';

// #region call
export async function announceUser(id: number): Promise<string | undefined> {
  const report = await UsersResponder.call({ eventName: 'user_created', payload: { id } });
  const [first] = report.users ?? [];
  return first?.[1].offset;
}
// #endregion

// #region async
export async function mention(id: number): Promise<void> {
  await UsersResponder.callAsync({ eventName: 'user_seen', payload: { id } });
}
// #endregion

// #region service
/** Call this once, at the start of a web service. Its request handlers can then call responders and `deliver`. */
export async function startService(): Promise<() => Promise<void>> {
  const app = await loadApp({ logTo: 'stderr' });
  await app.connect();
  return () => app.close();
}
// #endregion

// #region tombstone
export async function forget(id: string): Promise<void> {
  await UsersResponder.tombstone(id);
  await AccountsResponder.tombstone(id, { topic: 'accounts', headers: { why: 'asked' } });
}
// #endregion

// #region errors
export async function tryToAnnounce(event: UserEvent): Promise<ResponderReport | undefined> {
  try {
    return await UsersResponder.call(event);
  } catch (error) {
    if (isKfwError(error, 'KFW_DELIVERY_FAILED')) return undefined;
    throw error;
  }
}
// #endregion

// #region script
export async function runScript(): Promise<void> {
  const app = await loadApp({ logTo: 'stderr' });
  try {
    await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } });
  } finally {
    await app.close();
  }
}
// #endregion
