/**
 * The schemas that a test declares for its topics, as a loaded app would: by the responders that it has imported, and
 * by the routes last passed to `consumerFor`.
 */

import type { PayloadSide, Schema } from '@kfw/core';
import {
  compilePlan,
  DeclaredSchemas,
  evaluatedResponders,
  type Plan,
  type ResponderClass,
  type ResponderPlan,
  type Routes,
  type SchemaLookup,
} from '@kfw/core/internal';
import { testCodecs } from './test-codecs.js';

export class TestDeclarations implements SchemaLookup {
  #plan: Plan | undefined;
  /** The number of responders it was built from. */
  #responderCount = -1;
  #schemas = new DeclaredSchemas();

  constructor(private readonly planOf: (responder: ResponderClass) => ResponderPlan) {}

  /** Routes that cannot be compiled here, such as with a format of the boot file's codecs, are ignored. */
  useRoutes(routes: Routes): void {
    this.#plan = tryCompile(() => compilePlan({ routes, clientId: 'test', codecs: testCodecs }));
    this.#responderCount = -1;
  }

  of(topic: string, side: PayloadSide): Schema | undefined {
    const responders = evaluatedResponders();
    if (responders.size !== this.#responderCount) this.#rebuild(responders);
    return this.#schemas.of(topic, side);
  }

  #rebuild(responders: ReadonlySet<ResponderClass>): void {
    this.#responderCount = responders.size;
    this.#schemas = new DeclaredSchemas();
    if (this.#plan !== undefined) this.#schemas.addPlan(this.#plan);
    for (const responder of responders) {
      const plan = tryCompile(() => this.planOf(responder));
      if (plan !== undefined) this.#schemas.addResponder(plan);
    }
  }
}

function tryCompile<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
