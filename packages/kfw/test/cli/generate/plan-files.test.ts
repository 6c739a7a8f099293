import { describe, expect, it } from '@jest/globals';
import type { AppConventions } from '../../../src/cli/generate/app-conventions.js';
import { avroPayload, type PayloadOutline } from '../../../src/cli/generate/payload-outline.js';
import { type FilePlanRequest, planFiles as planWith } from '../../../src/cli/generate/plan-files.js';

const none = () => undefined;
const scaffolded: AppConventions = { hasBase: { consumer: true, responder: true }, hasTests: false };

type Asked = Omit<FilePlanRequest, 'conventions'> & { readonly conventions?: AppConventions };

const planFiles = ({ conventions = scaffolded, ...asked }: Asked) => planWith({ ...asked, conventions });

/** A schema of that module, whose type has another name than its file. */
function schemaIn(only?: string): (module: string) => PayloadOutline | undefined {
  const id = { path: ['order_id'], isText: true };
  return (module) =>
    only === undefined || module === only
      ? avroPayload({ name: 'Purchase', module, sample: () => "{ order_id: '7' }", id })
      : undefined;
}

const filesOf = (plan: ReturnType<typeof planFiles>) => plan.files.map(({ file, template }) => [file, template]);

describe('planFiles', () => {
  it('plans a topic as schema, consumer and responder, and the route', () => {
    const plan = planFiles({ kind: 'topic', name: 'orders', payloadOf: none });

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
    const plan = planFiles({ kind: 'topic', name: 'billing.invoices', payloadOf: none });

    expect(filesOf(plan).map(([file]) => file)).toEqual([
      'app/schemas/billing_invoice_event.avsc',
      'app/consumers/billing-invoices-consumer.ts',
      'app/responders/billing-invoices-responder.ts',
    ]);
    expect(plan.files[2]?.values).toMatchObject({ topic: 'billing.invoices', topicKey: "'billing.invoices'" });
    expect(plan.route.at(-1)).toBe("group.topic('billing.invoices', { consumer: BillingInvoicesConsumer });");
  });

  it('leaves a schema that exists alone', () => {
    const plan = planFiles({ kind: 'topic', name: 'orders', payloadOf: schemaIn('order-event') });

    expect(filesOf(plan).map(([file]) => file)).not.toContain('app/schemas/order_event.avsc');
  });

  it('types a consumer by the given schema, or by the one that its name suggests, otherwise as JSON', () => {
    const plan = (schema: string | undefined, payloadOf: FilePlanRequest['payloadOf']) =>
      planFiles({ kind: 'consumer', name: 'orders', schema, payloadOf });

    expect(() => plan('purchase', none)).toThrow(
      'there is no app/schemas/purchase.avsc. Create it first: kfw generate schema purchase',
    );
    expect(plan('PurchaseMade', schemaIn('purchase-made')).files[0]?.values).toMatchObject({
      schemaClass: 'Purchase',
      schemaFile: 'purchase-made',
    });
    expect(plan(undefined, schemaIn()).files[0]?.values).toMatchObject({ schemaFile: 'order-event' });
    expect(plan(undefined, none).files[0]?.template).toBe('consumer.json.ts.tpl');
    expect(plan(undefined, none).route).toEqual([
      "import { OrdersConsumer } from '../app/consumers/orders-consumer.js';",
      "group.topic('orders', { consumer: OrdersConsumer });",
    ]);
  });

  it("uses the id of a payload as key of a responder's messages, and notes when there is none", () => {
    const keyOf = (payloadOf: FilePlanRequest['payloadOf']) =>
      planFiles({ kind: 'responder', name: 'orders', payloadOf }).files[0]?.values;
    const without = (module: string) =>
      avroPayload({ name: 'Purchase', module, sample: () => '{ flag: true }', id: undefined });

    expect(keyOf(none)).toMatchObject({ key: ', { key: String(message.id) }', keyNote: '' });
    expect(keyOf(schemaIn())).toMatchObject({ key: ', { key: event.order_id }', keyNote: '' });
    expect(keyOf(without)).toMatchObject({ key: '', keyNote: expect.stringContaining('No field of it is an id') });
  });

  it('plans tests where the app can run them, and extends what the app has', () => {
    const bare: AppConventions = { hasBase: { consumer: false, responder: false }, hasTests: true };
    const { files } = planFiles({ kind: 'topic', name: 'orders', payloadOf: none, conventions: bare });

    expect(files.map(({ file }) => file)).toEqual([
      'app/schemas/order_event.avsc',
      'app/consumers/orders-consumer.ts',
      'test/orders-consumer.test.ts',
      'app/responders/orders-responder.ts',
      'test/orders-responder.test.ts',
    ]);
    expect(files[1]?.values).toMatchObject({ base: 'Consumer', importBase: '', kfwBase: 'Consumer, ' });
    expect(files[3]?.values).toMatchObject({ base: 'Responder', importBase: '', kfwBase: 'Responder, ' });
  });
});
