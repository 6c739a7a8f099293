/** Reads a consumer class once: its handler, its callbacks, and what its decorators say of its payload. */
import { consumerBrand, hasBrand } from '../contracts/brands.js';
import type { ConsumerClass } from '../contracts/consumer.js';
import type { Schema } from '../ports/codec.js';
import { type CallbackKind, entriesOf } from './metadata.js';
import type { ConsumerPlan } from './plan.js';

export interface CompiledConsumer {
  readonly plan: ConsumerPlan;
  readonly schema: Schema | undefined;
  readonly keySchema: Schema | undefined;
}

/** The plan of a consumer, or the mistakes that keep it from having one. */
export function compileConsumer(value: unknown): { compiled: CompiledConsumer } | { mistakes: string[] } {
  if (value === undefined) return { mistakes: ['it has no consumer. Name one: { consumer: UsersConsumer }.'] };
  if (!hasBrand(value, consumerBrand)) {
    return {
      mistakes: [
        `${nameOf(value)} is no consumer. Let it be a class that extends ApplicationConsumer (or Consumer from 'kfw').`,
      ],
    };
  }
  const consumer = value as ConsumerClass;
  const handlers = (['process', 'consume'] as const).filter((name) => typeof consumer.prototype[name] === 'function');
  const [style] = handlers;
  if (style === undefined) {
    return { mistakes: [`${consumer.name} has no handler. Define process(message) or consume(batch).`] };
  }
  if (handlers.length > 1) {
    return { mistakes: [`${consumer.name} has both process(message) and consume(batch). Keep one of them.`] };
  }

  const entries = entriesOf(consumer);
  const payload = entries.filter((entry) => entry.kind === 'payload').at(-1);
  const methods = (callback: CallbackKind) =>
    Object.freeze([
      ...new Set(
        entries.flatMap((entry) => (entry.kind === 'callback' && entry.callback === callback ? [entry.method] : [])),
      ),
    ]);
  return {
    compiled: {
      plan: Object.freeze({
        name: consumer.name,
        style,
        create: () => new consumer(),
        callbacks: Object.freeze({
          beforeBatch: methods('beforeBatch'),
          afterBatch: methods('afterBatch'),
          onAssigned: methods('onAssigned'),
          onRevoked: methods('onRevoked'),
          onShutdown: methods('onShutdown'),
        }),
      }),
      schema: payload?.schema,
      keySchema: payload?.keySchema,
    },
  };
}

export function nameOf(value: unknown): string {
  if (typeof value === 'function') return value.name || 'an anonymous function';
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
