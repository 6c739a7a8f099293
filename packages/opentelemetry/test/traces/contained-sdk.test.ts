/** A sampler, a processor or a propagator of the app that throws: messages are handled, sent and committed all the same. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DiagLogger, diag, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { type Sampler, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { callOf, forget, handleEach, listen, messageAt, record, traceparent } from './recorded-spans.js';

const fails = (): never => {
  throw new Error('broken');
};
const sampler: Sampler = { shouldSample: fails, toString: () => 'broken' };
const propagator: TextMapPropagator = { inject: fails, extract: fails, fields: () => ['traceparent'] };
const sampled = messageAt(1, { rawHeaders: { traceparent: traceparent() } });
const messages = [sampled, messageAt(2)];
const offsets = [{ topic: 'orders', partition: 0, offset: 3 }];

let reported: string[];

beforeEach(() => {
  reported = [];
  const silent = () => {};
  const logger: DiagLogger = {
    error: (text, thrown) => reported.push(`${text}: ${(thrown as Error).message}`),
    ...{ warn: silent, info: silent, debug: silent, verbose: silent },
  };
  diag.setLogger(logger);
});

afterEach(() => {
  forget();
  diag.disable();
});

/** The offsets that handlers were called with. */
async function handled(tracer: ReturnType<typeof listen>): Promise<number[]> {
  const called: number[] = [];
  await handleEach(tracer, messages, ({ offset }) => called.push(offset));
  const call = tracer.calling(callOf('consume', messages));
  call.within(() => called.push(0));
  call.ended();
  return called;
}

function sendAndCommit(tracer: ReturnType<typeof listen>): void {
  const sent = tracer.sending('orders', [{ key: null, value: null }], false);
  if (sent?.isRecording) sent.delivered(1);
  tracer.committing({ group: 'shop', offsets, messages: undefined }).ended();
}

describe('what an SDK throws is reported, and goes no further', () => {
  it('a sampler', async () => {
    const { tracer, spans } = record({ everyMessage: true }, sampler);
    expect(await handled(tracer)).toEqual([1, 2, 0]);
    sendAndCommit(tracer);
    expect(spans()).toEqual([]);
    expect(new Set(reported)).toEqual(
      new Set(
        ['poll', 'process', 'send', 'commit'].map(
          (operation) => `@kfw/opentelemetry: the span ${operation} orders could not be started: broken`,
        ),
      ),
    );
  });

  it('a processor, when spans begin and when they end', async () => {
    const { monitor } = record();
    for (const broken of ['onStart', 'onEnd']) {
      trace.disable();
      const nothing = async () => {};
      const processor = { onStart() {}, onEnd() {}, forceFlush: nothing, shutdown: nothing, [broken]: fails };
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor as SpanProcessor] }));
      const tracer = listen(monitor);
      reported = [];
      expect(await handled(tracer)).toEqual([1, 2, 0]);
      sendAndCommit(tracer);
      expect(reported).not.toEqual([]);
    }
  });

  it('a propagator', async () => {
    const { tracer, spans } = record();
    propagation.disable();
    propagation.setGlobalPropagator(propagator);
    expect(await handled(tracer)).toEqual([1, 2, 0]);
    sendAndCommit(tracer);
    expect(spans().map(({ name }) => name)).toContain('send orders');
    expect(new Set(reported)).toEqual(
      new Set([
        '@kfw/opentelemetry: a context could not be read from headers: broken',
        '@kfw/opentelemetry: a context could not be written to headers: broken',
      ]),
    );
  });
});
