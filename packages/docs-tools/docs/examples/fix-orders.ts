// #region fix
import type { OrderEvent } from './app/schemas/order-event.js';

interface Failed {
  payload: OrderEvent;
}

export default function fix(message: Failed): Failed | null {
  const { payload } = message;
  if (payload.total === '0.00') return null;
  return { ...message, payload: { ...payload, note: 'corrected by hand' } };
}
// #endregion
