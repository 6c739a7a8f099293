import { json, Topic, text } from 'kfw';
import { OrderEvent } from '../schemas/order-event.js';
import { ApplicationResponder } from './application-responder.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
}

// #region several
@Topic('orders', { schema: OrderEvent, partitionKey: (order) => order.id })
@Topic('mails', { schema: json<Mail>(), multiple: true, required: false })
@Topic('audit', { schema: text(), keySchema: json() })
export class OrdersResponder extends ApplicationResponder<{ orders: OrderEvent; mails: Mail; audit: string }> {
  respond(input: { order: OrderEvent; recipients: readonly string[] }): void {
    const { order, recipients } = input;
    this.respondTo('orders', order, { headers: { source: 'shop' }, timestamp: order.placedAt });
    for (const to of recipients) this.respondTo('mails', { to, subject: `Order ${order.id}` });
    this.respondTo('audit', `order ${order.id}`, { key: { order: order.id }, partition: 0 });
  }
}
// #endregion

// #region greetings
@Topic('greetings', { schema: json<{ greeting: string }>() })
export class GreetingsResponder extends ApplicationResponder<{ greetings: { greeting: string } }> {
  respond(input: { greeting: string }): void {
    this.respondTo('greetings', input);
  }
}
// #endregion
