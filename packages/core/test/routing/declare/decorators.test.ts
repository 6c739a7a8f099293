import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { json } from '../../../src/payloads/schemas.js';
import { AfterBatch, BeforeBatch, OnShutdown, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { codecs } from '../../support/world.js';

const consumerPlan = (consumer: unknown) =>
  compilePlan({
    routes: drawRoutes(({ topic }) => topic('users', { consumer: consumer as typeof Consumer as never })),
    clientId: 'shop',
    codecs,
  }).groups[0]?.topics[0];

describe('decorators', () => {
  it('are inherited, an overriding payload wins, and a callback is recorded once', () => {
    @Payload(json())
    abstract class Base extends Consumer {
      @BeforeBatch()
      before(): void {}
      @OnShutdown()
      end(): void {}
    }
    @Payload({ format: 'text', name: 'text' } as never)
    class Child extends Base {
      process(): void {}
      @BeforeBatch()
      override before(): void {}
      @AfterBatch()
      after(): void {}
    }
    const plan = consumerPlan(Child);
    expect(plan?.schema.name).toBe('text');
    expect(plan?.consumer.callbacks).toMatchObject({
      beforeBatch: ['before'],
      afterBatch: ['after'],
      onShutdown: ['end'],
      onRevoked: [],
    });
  });

  it('work when called the standard (TC39) way, with the class known only by its metadata', () => {
    class Standard extends Consumer {
      process(): void {}
      before(): void {}
    }
    const metadata = {};
    BeforeBatch()(Standard.prototype.before, { kind: 'method', name: 'before', metadata } as never);
    Object.defineProperty(Standard, Symbol.metadata, { value: metadata });
    Payload(json())(Standard, { kind: 'class' });
    expect(consumerPlan(Standard)?.consumer.callbacks.beforeBatch).toEqual(['before']);
  });

  it('say what to change when a compiler calls them some older way', () => {
    expect(() => BeforeBatch()(() => {}, { kind: 'method', name: 'before' } as never)).toThrow(
      expect.objectContaining({ code: 'KFW_DECORATOR_UNSUPPORTED' }),
    );
  });
});
