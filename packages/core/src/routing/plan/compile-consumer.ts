/** Compiles a consumer class: its handler, its callbacks, and the payload types of its decorators. */
import { consumerBrand, hasBrand } from '../../contracts/brands.js';
import type { ConsumerClass, ConsumerContract } from '../../contracts/consumer-contract.js';
import { isGenerator } from '../../errors/generators.js';
import type { Schema } from '../../ports/codec.js';
import { type CallbackKind, metadataOf } from '../declare/metadata.js';
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
        `${nameOf(value)} is not a consumer. Use a class that extends ApplicationConsumer (or Consumer from 'kfw').`,
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

  const entries = metadataOf(consumer);
  const payload = entries.filter((entry) => entry.kind === 'payload').at(-1);
  const methods = (callback: CallbackKind) =>
    Object.freeze([
      ...new Set(
        entries.flatMap((entry) => (entry.kind === 'callback' && entry.callback === callback ? [entry.method] : [])),
      ),
    ]);
  const callbacks = {
    beforeBatch: methods('beforeBatch'),
    afterBatch: methods('afterBatch'),
    onAssigned: methods('onAssigned'),
    onRevoked: methods('onRevoked'),
    onShutdown: methods('onShutdown'),
  };
  const mistakes = [style, ...Object.values(callbacks).flat()]
    .filter((method) => isGenerator(consumer.prototype[method as keyof ConsumerContract]))
    .map((method) => generatorMistake(consumer.name, method, parameters[method as 'process'] ?? `${String(method)}()`));
  if (mistakes.length > 0) return { mistakes };
  return {
    compiled: {
      plan: Object.freeze({
        name: consumer.name,
        style,
        create: () => new consumer(),
        callbacks: Object.freeze(callbacks),
      }),
      schema: payload?.schema,
      keySchema: payload?.keySchema,
    },
  };
}

const parameters = { process: 'process(message)', consume: 'consume(batch)' };

/** `written` is the method as it is declared without its star. */
export function generatorMistake(className: string, method: string | symbol, written: string): string {
  return `${className}.${String(method)} is a generator, whose code runs only when it is iterated: kfw calls it, and nothing would be done. Let it be async ${written}, without "*".`;
}

export function nameOf(value: unknown): string {
  if (typeof value === 'function') return value.name || 'an anonymous function';
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
