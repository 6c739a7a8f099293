import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { Monitor } from '../../../src/events/monitor.js';
import { builtInCodecs } from '../../../src/payloads/built-in-codecs.js';
import { json, raw, text } from '../../../src/payloads/schemas.js';
import type { Codec, Schema } from '../../../src/ports/codec.js';
import type { Deliverer, OutgoingMessage } from '../../../src/producing/deliverer.js';
import { type DeliverOptions, PayloadEncoder } from '../../../src/responding/message/payload-encoder.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { ResponderRuntime } from '../../../src/responding/responder/responder-runtime.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { Codecs } from '../../../src/routing/schemas/codecs.js';
import { DeclaredSchemas } from '../../../src/routing/schemas/declared-schemas.js';

/** A format in which only objects with an id are right, as a schema language would have it. */
const ids = (name: string): Schema<{ id: number }> => ({ format: 'ids', name, definition: { name } });
const idCodec: Codec = {
  format: 'ids',
  reader: () => ({ prepare: () => undefined, decode: (bytes) => ({ id: Number(bytes) }) }),
  writer: ({ schema }) => ({
    prepare: () => undefined,
    encode(payload) {
      const { id } = payload as { id?: unknown };
      if (typeof id === 'number') return Buffer.from(`${schema.name} ${id}`);
      const [refusing] = builtInCodecs.filter(({ format }) => format === 'raw');
      return (refusing as Codec).writer({ topic: 'orders', side: 'value', schema: raw() }).encode(payload);
    },
  }),
};
const codecs = new Codecs([...builtInCodecs, idCodec]);

@Payload(ids('Order'))
class OrdersConsumer extends Consumer {
  process(): void {}
}
@Payload(ids('OlderOrder'))
class AuditConsumer extends Consumer {
  process(): void {}
}
@Topic('mails', { schema: json(), keySchema: ids('MailKey') })
@Topic('orders', { schema: ids('Order') })
class OrdersResponder extends Responder {
  respond(): void {}
}

const plan = (draw: Parameters<typeof drawRoutes>[0]) =>
  compilePlan({ routes: drawRoutes(draw), clientId: 'shop', codecs });
const runtime = new ResponderRuntime({} as Deliverer, new Monitor(), codecs);

function encoderOf(draw: Parameters<typeof drawRoutes>[0], reported: string[] = []) {
  const declared = new DeclaredSchemas();
  declared.addPlan(plan(draw));
  declared.addResponder(runtime.planOf(OrdersResponder));
  const encoder = new PayloadEncoder(codecs, { declared, onUndeclared: (...all) => reported.push(all.join(' ')) });
  return (topic: string, payload: unknown, options: DeliverOptions<unknown, unknown> = {}) =>
    encoder.encode(topic, payload, options) as OutgoingMessage;
}
const agreeing = encoderOf(({ topic, consumerGroup }) => {
  topic('orders', { consumer: OrdersConsumer, retryTopics: ['1m'] });
  topic(/^orders\./, { consumer: OrdersConsumer, active: false });
  consumerGroup('text', (group) => group.topic('notes', { consumer: OrdersConsumer, schema: text() as never }));
});

describe('deliver without a schema', () => {
  it.each([
    ['a route and a responder', 'orders'],
    ['a pattern, and a route that is not active', 'orders.eu'],
    ['a retry topic', 'orders.shop_app.retry-1m'],
  ])('writes what is declared by %s', (_by, topic) => {
    expect(String(agreeing(topic, { id: 1 }).value)).toBe('Order 1');
  });

  it('writes keys as declared, and those of which nothing but text is declared as ever', () => {
    expect(String(agreeing('mails', {}, { key: { id: 2 } }).key)).toBe('MailKey 2');
    expect(String(agreeing('mails', null, { key: { id: 2 } }).key)).toBe('MailKey 2');
    expect(agreeing('mails', null, { key: { id: 2 } }).value).toBeNull();
    expect(String(agreeing('orders', { id: 1 }, { key: 7 }).key)).toBe('7');
    expect(String(agreeing('orders', { id: 1 }, { key: { a: 1 } }).key)).toBe('{"a":1}');
  });

  it('refuses payloads that do not fit the declared schema, and names where it is declared', () => {
    expect(() => agreeing('orders', 'x')).toThrow(
      /^the value of a message of "orders" cannot be encoded: .* The app declares Order for this topic; to send something else, say so: \{ schema: … \}\.$/,
    );
  });

  it('writes by the schema that is given, whatever is declared', () => {
    expect(String(agreeing('orders', { id: 1 }, { schema: json() }).value)).toBe('{"id":1}');
    expect(String(agreeing('orders', { id: 1 }, { schema: ids('Other') }).value)).toBe('Other 1');
  });

  it('writes by the payload where nothing is declared', () => {
    expect(String(agreeing('elsewhere', { id: 1 }).value)).toBe('{"id":1}');
    expect(String(agreeing('elsewhere', 'x').value)).toBe('x');
  });

  it('is refused where two declarations differ, and names both', () => {
    const differing = encoderOf(({ consumerGroup }) => {
      consumerGroup('audit', (group) => group.topic('orders', { consumer: AuditConsumer }));
    });
    expect(() => differing('orders', { id: 1 })).toThrow(
      'topic "orders" is declared with two schemas: OlderOrder by the route of "orders" in group audit (AuditConsumer), ' +
        "and Order by OrdersResponder (@Topic('orders')). Say which one is meant: { schema: … }.",
    );
    expect(String(differing('orders', { id: 1 }, { schema: ids('Order') }).value)).toBe('Order 1');
    expect(differing('orders', null, { key: 'k' }).value).toBeNull();
    expect(String(differing('mails', {}).value)).toBe('{}');
  });

  it('takes bytes for no declaration: who reads them says nothing of what they are', () => {
    const archived = encoderOf(({ topic, consumerGroup }) => {
      topic('archive', { consumer: OrdersConsumer, schema: raw() as never });
      consumerGroup('archive', (group) => group.topic('orders', { consumer: OrdersConsumer, schema: raw() as never }));
    });
    expect(String(archived('archive', 'as ever').value)).toBe('as ever');
    expect(String(archived('orders', { id: 1 }).value)).toBe('Order 1');
  });

  it('takes two schemas for one when they say the same', () => {
    const same = encoderOf(({ consumerGroup }) => {
      consumerGroup('copy', (group) =>
        group.topic('orders', { consumer: AuditConsumer, schema: ids('Order') as never }),
      );
    });
    expect(String(same('orders', { id: 1 }).value)).toBe('Order 1');
  });

  it('reports each topic once to which something goes that no schema describes', () => {
    const reported: string[] = [];
    const encode = encoderOf(({ topic }) => topic('users', { consumer: OrdersConsumer }), reported);
    encode('users', { id: 1 });
    encode('a', { id: 1 }, { schema: json() });
    encode('a', null, { key: 'k' });
    encode('a', Buffer.from([0, 0, 0, 0, 7, 1]));
    expect(reported).toEqual([]);
    for (const payload of [{ id: 1 }, 'x']) for (const topic of ['a', 'b']) encode(topic, payload);
    encode('c', Buffer.from('x'));
    expect(reported).toEqual(['a json', 'b json', 'c raw']);
  });
});
