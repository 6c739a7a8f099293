/**
 * The consumer object of one partition: created on first use, given its context and kept between batches, or created for
 * each batch if the route says so. Runs the callbacks.
 */
import type { ConsumerContract } from '../../contracts/consumer-contract.js';
import { checkNotGenerator } from '../../errors/generators.js';
import { isCriticalError, toError } from '../../errors/kfw-error.js';
import type { CallbackKind } from '../../routing/declare/metadata.js';
import type { LaneCore } from '../lane/lane-core.js';
import { attachContext, type ConsumerContext } from './consumer.js';

export class ConsumerInstance {
  #consumer: ConsumerContract | undefined;
  #calling: { readonly kind: CallbackKind; readonly since: number } | undefined;

  constructor(
    private readonly core: LaneCore,
    private readonly context: ConsumerContext,
  ) {}

  /** The running callback, and its start on the clock of `performance`. */
  get calling(): { readonly kind: CallbackKind; readonly since: number } | undefined {
    return this.#calling;
  }

  get(): ConsumerContract {
    this.#consumer ??= this.#create();
    return this.#consumer;
  }

  /** The consumer for one call, which may run concurrently with others. */
  forCall(): ConsumerContract {
    return this.core.plan.persistentConsumer ? this.get() : this.#create();
  }

  /** Runs `@OnAssigned`, `@OnRevoked` or `@OnShutdown`. An error is reported; only a critical one stops the process. */
  async callback(kind: CallbackKind): Promise<void> {
    const methods = this.core.plan.consumer.callbacks[kind];
    if (methods.length === 0) return;
    const consumer = this.get() as Record<string | symbol, (() => unknown) | undefined>;
    this.#calling = { kind, since: performance.now() };
    for (const method of methods) {
      try {
        checkNotGenerator(await consumer[method]?.(), () => `${this.core.plan.consumer.name}.${String(method)}`);
      } catch (thrown) {
        const error = toError(thrown);
        this.core.events.callbackFailed(kind, error);
        if (isCriticalError(error)) this.core.fatal(error);
      }
    }
    this.#calling = undefined;
  }

  #create(): ConsumerContract {
    const consumer = this.core.plan.consumer.create();
    attachContext(consumer, this.context);
    return consumer;
  }
}
