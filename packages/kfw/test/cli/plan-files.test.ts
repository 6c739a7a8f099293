import { describe, expect, it } from '@jest/globals';
import { planFiles } from '../../src/cli/generate/plan-files.js';

const none = () => false;
const filesOf = (plan: ReturnType<typeof planFiles>) => plan.files.map(({ file, template }) => [file, template]);

describe('planFiles', () => {
  it('plans a topic as schema, consumer and responder, and the route', () => {
    const plan = planFiles({ kind: 'topic', name: 'orders', hasSchema: none });

    expect(filesOf(plan)).toEqual([
      ['app/schemas/order_event.avsc', 'schema.avsc.tpl'],
      ['app/consumers/orders-consumer.ts', 'consumer.ts.tpl'],
      ['app/responders/orders-responder.ts', 'responder.ts.tpl'],
    ]);
    expect(plan.route).toEqual([
      "import { OrdersConsumer } from '../app/consumers/orders-consumer.js';",
      "group.topic('orders', { consumer: OrdersConsumer });",
    ]);
  });

  it('keeps the name of a topic as it was typed, and derives the names of files and classes', () => {
    const plan = planFiles({ kind: 'topic', name: 'billing.invoices', hasSchema: none });

    expect(filesOf(plan).map(([file]) => file)).toEqual([
      'app/schemas/billing_invoice_event.avsc',
      'app/consumers/billing-invoices-consumer.ts',
      'app/responders/billing-invoices-responder.ts',
    ]);
    expect(plan.files[2]?.values).toMatchObject({ topic: 'billing.invoices', topicKey: "'billing.invoices'" });
    expect(plan.route.at(-1)).toBe("group.topic('billing.invoices', { consumer: BillingInvoicesConsumer });");
  });

  it('leaves a schema that exists alone', () => {
    const plan = planFiles({ kind: 'topic', name: 'orders', hasSchema: (name) => name === 'order_event' });

    expect(filesOf(plan).map(([file]) => file)).not.toContain('app/schemas/order_event.avsc');
  });

  it('types a consumer by the schema that was named, or that its name suggests, else by JSON', () => {
    const plan = (schema: string | undefined, hasSchema: (name: string) => boolean) =>
      planFiles({ kind: 'consumer', name: 'orders', schema, hasSchema });

    expect(() => plan('purchase', none)).toThrow(
      'there is no app/schemas/purchase.avsc. Make it first: kfw generate schema purchase',
    );
    expect(plan('purchase', (name) => name === 'purchase').files[0]?.values).toMatchObject({
      schemaClass: 'Purchase',
      schemaFile: 'purchase',
    });
    expect(plan(undefined, () => true).files[0]?.values).toMatchObject({ schemaClass: 'OrderEvent' });
    expect(plan(undefined, none).files[0]?.template).toBe('consumer.json.ts.tpl');
    expect(plan(undefined, none).route).toEqual([
      "import { OrdersConsumer } from '../app/consumers/orders-consumer.js';",
      "group.topic('orders', { consumer: OrdersConsumer });",
    ]);
  });
});
