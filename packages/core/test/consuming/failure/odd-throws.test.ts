/** A handler may throw anything, anywhere: its message is retried or dead-lettered, and the lane continues. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { ConsumerClass } from '../../../src/contracts/consumer-contract.js';
import type { Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import {
  AfterBatch,
  BeforeBatch,
  OnAssigned,
  OnRevoked,
  Payload,
} from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../../support/world.js';

const boom = (): never => {
  throw new Error('from a getter');
};

function hostile(): Error {
  const error = new Error('was');
  for (const name of ['name', 'message', 'stack', 'code', 'cause', 'constructor']) {
    Object.defineProperty(error, name, { get: boom });
  }
  return error;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('no'), {});
  revoke();
  return proxy;
}

const cyclic = new Error('cyclic');
cyclic.cause = cyclic;

const thrown: readonly (readonly [string, unknown])[] = [
  ['an error whose getters throw', hostile()],
  ['a frozen one', Object.freeze(hostile())],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('odd')],
  ['a function', boom],
  ['an object without a prototype', Object.create(null)],
  ['a revoked proxy', revoked()],
  ['a proxy that throws', new Proxy(new Error('no'), { get: boom, has: boom, getPrototypeOf: boom })],
  ['an error of another realm', runInNewContext('new RangeError("far")')],
  ['a cyclic error', cyclic],
  ['a huge message', new Error('x'.repeat(10_000_000))],
  ['a message that is a number', Object.assign(new Error(), { message: 5 })],
  ['a thenable that throws', Object.defineProperty({}, 'then', { get: boom })],
];

async function deadLettersOf(consumer: ConsumerClass, options: object = {}): Promise<OutgoingMessage[]> {
  const sent: OutgoingMessage[] = [];
  const host = hostFor({ deliver: async (message) => void sent.push(message) });
  const lane = laneFor(planFor(consumer, { maxRetries: 1, deadLetter: 'dead', ...options }), host);
  lane.take(batchOf([0, 1]));
  while (lane.tracker.frontier !== 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(host.stopped).toEqual([]);
  await lane.callback('onRevoked');
  return sent;
}

describe('a thrown value', () => {
  it.each(thrown)('of a handler dead-letters its message only: %s', async (_name, odd) => {
    @Payload(raw())
    class Each extends Consumer {
      process({ offset }: Message<Buffer>): void {
        if (offset === 0) throw odd;
      }
    }
    const sent = await deadLettersOf(Each);
    expect(sent.map(({ headers }) => headers['kfw-source-offset'])).toEqual(['0']);
    for (const header of Object.values(sent[0]?.headers ?? {}))
      expect(String(header).length).toBeLessThanOrEqual(2_000);
  });

  it.each(thrown)('of an async handler dead-letters its message only: %s', async (_name, odd) => {
    @Payload(raw())
    class Each extends Consumer {
      async process({ offset }: Message<Buffer>): Promise<void> {
        await undefined;
        if (offset === 0) throw odd;
      }
    }
    expect(await deadLettersOf(Each, { orderedBy: 'key' })).toHaveLength(1);
  });

  it.each(thrown)('of callbacks and middleware does not end the lane: %s', async (_name, odd) => {
    let calls = 0;
    @Payload(raw())
    class Each extends Consumer {
      @OnAssigned()
      assigned(): void {
        throw odd;
      }
      @OnRevoked()
      revoked(): void {
        throw odd;
      }
      @BeforeBatch()
      before(): void {
        if (++calls === 1) throw odd;
      }
      @AfterBatch()
      after(): void {
        if (calls === 2) throw odd;
      }
      process(): void {}
    }
    let isFirst = true;
    const middleware = [
      async (_call: unknown, goOn: () => Promise<void>) => {
        await goOn();
        if (!isFirst) return;
        isFirst = false;
        throw odd;
      },
    ];
    await deadLettersOf(Each, { middleware, maxRetries: 5 });
  });

  it.each(thrown)(
    'of a function in errors, or of orderedBy, leads to a retry of the message: %s',
    async (_name, odd) => {
      let asked = 0;
      let ordered = 0;
      @Payload(raw())
      class Each extends Consumer {
        process({ attempt }: Message<Buffer>): void {
          if (attempt < 3) throw new Error('no');
        }
      }
      const know = () => {
        asked++;
        if (asked < 3) throw odd;
        return false;
      };
      await deadLettersOf(Each, { errors: { skip: [know] }, maxRetries: 3 });
      expect(asked).toBeGreaterThanOrEqual(3);
      const orderedBy = () => {
        if (++ordered === 1) throw odd;
        return 'one';
      };
      await deadLettersOf(Each, { orderedBy, maxRetries: 3 });
    },
  );
});

describe('a listener', () => {
  it.each(thrown)('that throws or rejects is reported, and never reaches the lane: %s', async (_name, odd) => {
    @Payload(raw())
    class Each extends Consumer {
      process(): void {}
    }
    const host = hostFor();
    const reported: string[] = [];
    host.monitor.subscribe('consumer.consumed', () => {
      throw odd;
    });
    host.monitor.subscribe('consumer.consumed', async () => {
      throw odd;
    });
    const ofLibrary = Object.fromEntries([['then', (_done: unknown, fail: (reason: unknown) => void) => fail(odd)]]);
    host.monitor.subscribe('consumer.consumed', () => ofLibrary as never);
    host.monitor.subscribe('listener.failed', ({ error }) => void reported.push(error.message));
    const lane = laneFor(planFor(Each), host);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0]));
    await consumed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(reported.map((message) => typeof message)).toEqual(['string', 'string', 'string']);
    expect([lane.tracker.frontier, host.stopped]).toEqual([1, []]);
  });
});
