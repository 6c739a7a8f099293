/** What is a generator runs only when it is iterated, which nobody does: it is refused at boot, or when it shows. */
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { ConsumerClass } from '../../../src/contracts/consumer-contract.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { raw, text } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { AfterBatch, BeforeBatch, OnAssigned, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import type { PlanInput } from '../../../src/routing/plan/plan-input.js';
import { planFor } from '../../support/plan.js';
import { batchOf, codecs, hostFor, laneFor, next } from '../../support/world.js';

@Payload(raw())
class Fine extends Consumer {
  process(): void {}
}
@Payload(raw())
class Generator extends Consumer {
  *process(_message: Message<Buffer>) {
    yield 1;
  }
}
@Payload(raw())
class AsyncGenerator extends Consumer {
  async *process(_message: Message<Buffer>) {
    yield 1;
  }
}
@Payload(raw())
class BatchGenerator extends Consumer {
  async *consume(_batch: Batch<Buffer>) {
    yield 1;
  }
}
@Payload(raw())
class Inherited extends AsyncGenerator {}
@Payload(raw())
class Callbacks extends Consumer {
  @BeforeBatch()
  *before() {
    yield 1;
  }
  @AfterBatch()
  async *after() {
    yield 1;
  }
  @OnAssigned()
  async *assigned() {
    yield 1;
  }
  process(): void {}
}
@Topic('mails', { schema: text() })
class MailsResponder extends Responder {
  // A generator does not return void: only JavaScript gets here.
  override *respond(): never {
    yield 1 as never;
    throw new Error('never');
  }
}

function mistakesOf(consumer: unknown, options: object = {}, over: Partial<PlanInput> = {}): string {
  const routes = drawRoutes(({ topic }) => topic('users', { ...options, consumer: consumer as never }));
  try {
    compilePlan({ routes, clientId: 'shop', codecs, ...over });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('at boot', () => {
  it.each([
    [Generator, 'Generator.process is a generator'],
    [AsyncGenerator, 'AsyncGenerator.process is a generator'],
    [BatchGenerator, 'BatchGenerator.consume is a generator'],
    [Inherited, 'Inherited.process is a generator'],
  ])('a handler is refused: %p', (consumer, mistake) => {
    expect(mistakesOf(consumer)).toContain(mistake);
    expect(mistakesOf(consumer)).toMatch(
      /^1 mistake .*\n {2}- .*group app, topic users: .*Let it be async (process\(message\)|consume\(batch\)), without/s,
    );
  });

  it('all callbacks are refused at once', () => {
    for (const name of ['before', 'after', 'assigned']) {
      expect(mistakesOf(Callbacks)).toContain(`Callbacks.${name} is a generator`);
    }
  });

  it('middleware, order, and the functions of errors are refused, and so is a responder', () => {
    const generator = function* () {};
    expect(mistakesOf(Fine, { middleware: [generator] })).toContain('"middleware" must be');
    expect(mistakesOf(Fine, {}, { middleware: [generator as never] })).toContain("the app's middleware");
    expect(mistakesOf(Fine, { orderedBy: generator })).toContain('"orderedBy" must be');
    expect(mistakesOf(Fine, { errors: { skip: [generator] } })).toContain('"errors" must be');
    expect(mistakesOf(Fine, { responder: MailsResponder })).toContain('MailsResponder.respond is a generator');
    expect(mistakesOf(Fine)).toBe('');
  });
});

const generate = async function* () {
  yield 1;
};
/** As regenerator and TypeScript for ES5 make them. */
const transpiled = () => ({
  next: () => ({ done: true }),
  throw: () => {},
  return: () => {},
  [Symbol.iterator]: () => {},
});

const unrun: readonly (readonly [string, () => unknown])[] = [
  ['a generator', () => (function* () {})()],
  ['an async generator', () => generate()],
  ['a promise of one', async () => generate()],
  ['one that a compiler made', transpiled],
  ['a stream', () => Readable.from([1])],
  ['a cursor', () => ({ [Symbol.asyncIterator]: generate })],
];

describe('at run time', () => {
  it.each(unrun)('a wrapped handler that returns it has failed: %s', async (_name, returned) => {
    @Payload(raw())
    class Each extends Consumer {
      process(): unknown {
        return returned();
      }
    }
    @Payload(raw())
    class All extends Consumer {
      consume(): unknown {
        return returned();
      }
    }
    @Payload(raw())
    class Before extends Consumer {
      @BeforeBatch()
      before(): unknown {
        return returned();
      }
      process(): void {}
    }
    const middleware = [() => returned()];
    for (const [consumer, options] of [[Each], [All], [Before], [Fine, { middleware }]] as [ConsumerClass, object?][]) {
      const host = hostFor();
      const lane = laneFor(planFor(consumer, { onExhausted: 'skip', maxRetries: 0, ...options }), host);
      const failed = next(host.monitor, 'consumer.failed');
      lane.take(batchOf([0]));
      const { error } = await failed;
      expect(error).toMatchObject({ code: 'KFW_GENERATOR_RETURNED' });
      expect(error.message).toMatch(
        /^(Each\.process|All\.consume|Before\.before|the middleware .*) returned a generator/,
      );
      await lane.hold();
    }
  });

  it.each([
    ['a list', [1]],
    ['a map', new Map()],
    ['an iterator of a map', new Map().values()],
    ['a buffer', Buffer.alloc(3)],
    ['an answer', { rows: [], next: 3 }],
  ])('what has been done may return %s', async (_name, returned) => {
    @Payload(raw())
    class Each extends Consumer {
      process(): unknown {
        return returned;
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Each), host);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0]));
    await consumed;
    expect(lane.tracker.frontier).toBe(1);
  });
});
