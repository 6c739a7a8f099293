/** A deliverer that keeps what it is given, one entry per call, and answers when it is let. */

import type { DeliveredTo } from '../../src/contracts/responder-contract.js';
import { Monitor } from '../../src/events/monitor.js';
import type { ConsumedOffsets } from '../../src/ports/transport.js';
import type { Deliverer, OutgoingMessage } from '../../src/producing/deliverer.js';
import {
  ResponderRuntime,
  type ResponderRuntimeOptions,
  useResponderRuntime,
} from '../../src/responding/responder/responder-runtime.js';
import { codecs } from '../support/world.js';

export interface Sent {
  readonly how: 'deliver' | 'async' | 'atomic';
  readonly messages: readonly OutgoingMessage[];
  readonly transactionalId?: string;
  readonly consumed?: ConsumedOffsets | undefined;
}

export class RecordingDeliverer implements Deliverer {
  readonly calls: Sent[] = [];
  readonly bufferedCount = 0;
  /** Awaited before an answer. */
  gate: Promise<void> = Promise.resolve();

  get messages(): OutgoingMessage[] {
    return this.calls.flatMap(({ messages }) => messages);
  }

  async deliver(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
    return this.#take({ how: 'deliver', messages });
  }

  async deliverOne(message: OutgoingMessage): Promise<DeliveredTo> {
    const [to] = await this.deliver([message]);
    return to as DeliveredTo;
  }

  async deliverAsync(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.#take({ how: 'async', messages });
  }

  async deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]> {
    return this.#take({ how: 'atomic', messages, transactionalId, consumed });
  }

  async fence(): Promise<void> {}

  async flush(): Promise<void> {}

  buffered(): OutgoingMessage[] {
    return [];
  }

  /** Makes it the process's own. */
  use(options: ResponderRuntimeOptions = {}): ResponderRuntime {
    const runtime = new ResponderRuntime(this, new Monitor(), codecs, options);
    useResponderRuntime(runtime);
    return runtime;
  }

  async #take(sent: Sent): Promise<DeliveredTo[]> {
    this.calls.push(sent);
    await this.gate;
    return sent.messages.map(({ topic, partition = 0 }, index) => ({ topic, partition, offset: String(index) }));
  }
}
