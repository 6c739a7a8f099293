/** Stands for the app's own code for orders and payments. */
import type { OrderEvent } from './schemas/order-event.js';

export const stored: OrderEvent[] = [];

export async function insertOrders(orders: readonly OrderEvent[]): Promise<void> {
  stored.push(...orders);
}

export async function charge(_order: OrderEvent, _options: { signal: AbortSignal }): Promise<void> {}

export async function openLedger(): Promise<void> {}

export async function closeLedger(): Promise<void> {}

export async function flushLedger(): Promise<void> {}
