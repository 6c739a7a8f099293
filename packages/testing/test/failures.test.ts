/** `consumerFor` on routes with rules for failed messages. */
import { describe, expect, it } from '@jest/globals';
import {
  AfterBatch,
  type Batch,
  Consumer,
  type ConsumerClass,
  drawRoutes,
  isOutage,
  json,
  type Message,
  Payload,
  Responder,
  Topic,
  type TopicOptions,
  text,
} from '@kfw/core/internal';
import { consumerFor, sentMessages } from '@kfw/testing';

/** The action of each payload, and the number of its deliveries. */
const tried: string[] = [];

@Topic('mails', { schema: text() })
class MailsResponder extends Responder {
  respond(mail: string): void {
    this.respondTo('mails', mail);
  }
}

@Payload(json<string>())
class Actor extends Consumer {
  async process(message: Message<string>): Promise<void> {
    tried.push(`${message.topic} ${message.payload} ${message.attempt}`);
    await act(message);
  }
}
@Payload(json<string>())
class Actors extends Consumer {
  async consume(batch: Batch<string>): Promise<void> {
    for (const message of batch) {
      tried.push(`${message.topic} ${message.payload} ${message.attempt}`);
      await act(message);
      this.markAsConsumed(message);
    }
  }
}

async function act(message: Message<string>): Promise<void> {
  const { payload, attempt } = message;
  if (payload === 'fails') throw new Error('always');
  if (payload === 'hangs') await new Promise(() => {});
  if (payload === 'fails twice' && attempt < 3) throw new Error('not yet');
  if (payload === 'skips') message.skip('not needed');
  if (payload === 'dead-letters') message.deadLetter('no good');
  if (payload === 'waits' && attempt < 4) message.retryAfter(600_000);
}

const slow = { pauseMs: 600_000, maxPauseMs: 600_000 };
const consumer = (
  options: Omit<TopicOptions, 'schema' | 'keySchema'>,
  actor: ConsumerClass = Actor,
  attempts?: number,
) => {
  tried.length = 0;
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('app', (group) => group.topic('acts', { consumer: actor as typeof Actor, ...slow, ...options }));
  });
  return consumerFor(actor as typeof Actor, { routes, ...(attempts !== undefined && { attempts }) });
};
const messages = (run: { errors: readonly Error[] }) => run.errors.map(({ message }) => message);

describe('consumerFor, on a route with dead letters', () => {
  it.each([Actor, Actors])(
    'retries, lists what is exhausted among the sent messages, and goes on (%p)',
    async (actor) => {
      const acts = consumer({ deadLetter: 'dead-letters', maxRetries: 2 }, actor as ConsumerClass);
      const run = await acts.deliver(['fine', 'fails twice', 'fails', 'last'], { key: 'k', headers: { from: 'test' } });
      expect(run.consumed).toBe(4);
      expect(messages(run)).toEqual(['not yet', 'not yet', 'always', 'always', 'always']);
      expect(tried.at(-1)).toMatch(/^acts last/);
      const [letter, ...others] = sentMessages('dead-letters');
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ key: 'k', payload: 'fails' });
      expect(letter?.headers).toMatchObject({
        from: 'test',
        'kfw-source-topic': 'acts',
        'kfw-source-offset': '2',
        'kfw-source-group': 'test_app',
        'kfw-error-message': 'always',
      });
    },
  );

  it("applies a handler's decision about a message, and does not wait", async () => {
    const acts = consumer({ deadLetter: 'dead-letters' });
    const run = await acts.deliver(['skips', 'waits', 'dead-letters', 'fine']);
    expect(run).toEqual({ consumed: 4, errors: [] });
    expect(tried).toEqual(
      ['skips 1', 'waits 1', 'waits 2', 'waits 3', 'waits 4', 'dead-letters 1', 'fine 1'].map((each) => `acts ${each}`),
    );
    expect(sentMessages('dead-letters')).toMatchObject([
      { payload: 'dead-letters', headers: { 'kfw-error-message': 'no good' } },
    ]);
  });

  const down = Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
  @Payload(json<string>())
  class Needy extends Consumer {
    failing = 2;
    process({ payload, attempt }: Message<string>): void {
      tried.push(`${payload} ${attempt}`);
      if (payload === 'needs it' && this.failing-- > 0) throw down;
      if (payload === 'broken') throw new Error('no');
    }
  }

  it('rejects in an outage, which production would wait for, and never dead-letters it', async () => {
    const acts = consumer({ deadLetter: 'dead-letters', maxRetries: 0, errors: { outage: [isOutage] } }, Needy);
    await expect(acts.deliver(['needs it'])).rejects.toBe(down);
    expect(sentMessages('dead-letters')).toEqual([]);
  });

  it('waits for the end of an outage when more attempts are allowed, and does not count it as a failure', async () => {
    const acts = consumer({ deadLetter: 'dead-letters', maxRetries: 0, errors: { outage: [isOutage] } }, Needy, 5);
    const run = await acts.deliver(['needs it', 'broken']);
    expect(run).toEqual({ consumed: 2, errors: [down, down, expect.objectContaining({ message: 'no' })] });
    expect(tried).toEqual(['needs it 1', 'needs it 1', 'needs it 1', 'broken 1']);
    expect(sentMessages('dead-letters').map(({ payload }) => payload)).toEqual(['broken']);
  });

  it('sends an outage through retry topics, as any failure', async () => {
    const options = { retryTopics: ['10s'], deadLetter: 'dead-letters', errors: { outage: [isOutage] } };
    const acts = consumer(options, Needy, 5);
    const run = await acts.deliver(['needs it', 'fine']);
    expect(run.errors.length).toBeGreaterThanOrEqual(2);
    expect(tried.slice(0, 3)).toEqual(['needs it 1', 'fine 1', 'needs it 1']);
    expect(sentMessages('dead-letters')).toEqual([]);
  });

  it("rejects with maxRetries: 'forever', also with a dead-letter topic", async () => {
    await expect(consumer({ deadLetter: 'dead-letters', maxRetries: 'forever' }).deliver(['fails'])).rejects.toThrow(
      'always',
    );
  });

  it('does the same within transactions', async () => {
    @Payload(json<string>())
    class Mailer extends Consumer {
      async process(message: Message<string>): Promise<void> {
        await this.respondWith(message.payload);
        await act(message);
      }
    }
    const acts = consumer(
      { deadLetter: 'dead-letters', transactional: true, maxRetries: 1, responder: MailsResponder },
      Mailer,
    );
    const run = await acts.deliver(['fine', 'dead-letters', 'fails', 'last']);
    expect(run.consumed).toBe(4);
    expect(sentMessages('dead-letters').map(({ payload }) => payload)).toEqual(['dead-letters', 'fails']);
    expect(sentMessages('mails').map(({ payload }) => payload)).toEqual(['fine', 'dead-letters', 'last']);
  });

  it('dead-letters messages that cannot be ordered', async () => {
    const acts = consumer({ deadLetter: 'dead-letters', maxRetries: 1, orderedBy: () => 1 as never });
    const run = await acts.deliver(['not in order']);
    expect(run).toMatchObject({ consumed: 1, errors: [{ code: 'KFW_ORDER_INVALID' }, { code: 'KFW_ORDER_INVALID' }] });
    expect(tried).toEqual([]);
    expect(sentMessages('dead-letters')).toMatchObject([{ payload: 'not in order' }]);
  });

  it('gives up a handler that hangs', async () => {
    const acts = consumer({ deadLetter: 'dead-letters', maxRetries: 0, handlerTimeoutMs: 1 });
    const run = await acts.deliver(['hangs', 'fine']);
    expect(run.errors).toMatchObject([{ code: 'KFW_HANDLER_TIMEOUT' }]);
    expect(run.consumed).toBe(2);
    expect(sentMessages('dead-letters')).toHaveLength(1);
  });

  it('rejects at once when attempts says so, or when the failed messages were done already', async () => {
    await expect(consumer({ deadLetter: 'dead-letters' }, Actor, 2).deliver(['fails'])).rejects.toThrow('always');
    expect(tried).toEqual(['acts fails 1', 'acts fails 2']);
    class Untidy extends Actor {
      @AfterBatch()
      after(): void {
        throw new Error('afterwards');
      }
    }
    await expect(consumer({ deadLetter: 'dead-letters', maxRetries: 0 }, Untidy).deliver(['fine'])).rejects.toThrow(
      'afterwards',
    );
    expect(sentMessages('dead-letters')).toEqual([]);
  });
});

describe('consumerFor, on other routes', () => {
  it('delivers from retry topics without waiting, and dead-letters in the end', async () => {
    const acts = consumer({ deadLetter: 'dead-letters', retryTopics: ['10s', '1h'] });
    const run = await acts.deliver(['fails twice', 'fails', 'fine']);
    expect(run.consumed).toBe(3);
    expect(tried.slice(0, 3)).toEqual(['acts fails twice 1', 'acts fails 1', 'acts fine 1']);
    expect(tried.slice(3).sort()).toEqual([
      ...['acts.test_app.retry-10s fails 2', 'acts.test_app.retry-10s fails twice 2'],
      ...['acts.test_app.retry-1h fails 3', 'acts.test_app.retry-1h fails twice 3'],
    ]);
    expect(sentMessages('dead-letters')).toMatchObject([
      { payload: 'fails', headers: { 'kfw-attempts': '3', 'kfw-source-topic': 'acts' } },
    ]);
    expect(sentMessages('acts.test_app.retry-1h')).toHaveLength(2);
  });

  it('rejects when the last retry topic would retry without limit', async () => {
    await expect(consumer({ retryTopics: ['10s'] }).deliver(['fails'])).rejects.toThrow('always');
    expect(tried).toEqual(['acts fails 1', 'acts.test_app.retry-10s fails 2']);
  });

  it('skips or stops as onExhausted says; rejects at the first failure of a message that is retried without limit', async () => {
    const run = await consumer({ onExhausted: 'skip', maxRetries: 1 }).deliver(['fails', 'fine']);
    expect([run.consumed, messages(run)]).toEqual([2, ['always', 'always']]);
    await expect(consumer({ onExhausted: 'stop', maxRetries: 1 }).deliver(['fails', 'fine'])).rejects.toThrow('always');
    expect(tried).toEqual(['acts fails 1', 'acts fails 2']);
    await expect(consumer({}).deliver(['fails', 'fine'])).rejects.toThrow('always');
    expect(tried).toEqual(['acts fails 1']);
  });

  it('counts messages that are too old as done, and does not wait for a delay', async () => {
    const acts = consumer({ maxAgeMs: 60_000, delayMs: 50_000 });
    expect(await acts.deliver(['fine'], { timestamp: new Date(0) })).toEqual({ consumed: 1, errors: [] });
    expect(tried).toEqual([]);
    expect(await acts.deliver(['fine'])).toEqual({ consumed: 1, errors: [] });
    expect(tried).toEqual(['acts fine 1']);
  });

  it('runs keys concurrently', async () => {
    const acts = consumer({ orderedBy: ({ payload }: Message<string>) => payload, deadLetter: 'dead-letters' });
    const run = await acts.deliver(['fails', 'fine', 'skips', 'dead-letters', 'waits', 'last']);
    expect(run.consumed).toBe(6);
    expect(
      sentMessages('dead-letters')
        .map(({ payload }) => payload)
        .sort(),
    ).toEqual(['dead-letters', 'fails']);
  });
});
