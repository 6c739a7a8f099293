import { isKfwError, type ResponderReport } from 'kfw';
import { UsersResponder } from './app/responders/users-responder.js';
import type { UserEvent } from './app/schemas/user-event.js';

// #region call
export async function tellOfUser(id: number): Promise<string | undefined> {
  const report = await UsersResponder.call({ eventName: 'user_created', payload: { id } });
  const [first] = report.users ?? [];
  return first?.[1].offset;
}
// #endregion

// #region errors
export async function tryToTell(event: UserEvent): Promise<ResponderReport | undefined> {
  try {
    return await UsersResponder.call(event);
  } catch (error) {
    if (isKfwError(error, 'KFW_DELIVERY_FAILED')) return undefined;
    throw error;
  }
}
// #endregion
