/**
 * The consumer of a route over dead letters of one partition: a lane as a server has it, whose records are dead letters and
 * whose dead letters are failures. The positions of its messages are those of the dead letters.
 */
import { headersByName, type RawRecord, toError } from '@kfw/core';
import {
  BufferBudget,
  ConcurrencyLimiter,
  createLane,
  failureHeaders,
  type Lane,
  type OutgoingMessage,
  respondFor,
  type TopicPlan,
} from '@kfw/core/internal';
import type { Replaying, SendResult } from '@kfw/operating';
import type { BootedApp } from '../../../app/booted-app.js';
import { cliError } from '../../errors.js';

export interface RouteLaneOptions {
  readonly app: BootedApp;
  /** The dead-letter topic, by its name on the cluster. */
  readonly deadLetters: string;
  readonly partition: number;
  readonly signal: AbortSignal;
}

/** A route without a limit would retry a letter until it is interrupted. */
const mostRetries = 3;

export class RouteLane {
  readonly #lane: Lane;
  readonly #failures = new Map<number, Error>();
  #opened: Promise<void> | undefined;
  #stopped: Error | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(
    plan: TopicPlan,
    private readonly options: RouteLaneOptions,
  ) {
    const { app, partition } = options;
    const { producer, responders, monitor, logger } = app;
    const route = { ...asReplayed(plan, options.deadLetters) };
    const transactionalId = `kfw-dlq.${plan.group}.${options.deadLetters}.${partition}`;
    this.#lane = createLane(route, partition, 1, {
      monitor,
      logger,
      bufferBudget: new BufferBudget(Number.POSITIVE_INFINITY),
      limiter: new ConcurrencyLimiter(app.config.consumer.concurrency),
      respond: (topic, input, call) => respondFor(responders, topic, input, call),
      deliver: async (message) => void this.#takeFailure(message),
      fencePartition: async () => null,
      sendAndCommit: async (_lane, messages) => {
        const others = messages.filter((message) => !isDeadLetter(message));
        if (others.length > 0) await producer.deliverAtomically(transactionalId, others);
        for (const message of messages.filter(isDeadLetter)) this.#takeFailure(message);
      },
      pauseFetching: () => {},
      resumeFetching: () => {},
      resolveSeekTarget: () => Promise.reject(cliError('KFW_REPLAY_SEEKS', {})),
      fetchFrom: () => {},
      progressed: () => this.#wake(),
      stop: (error) => {
        this.#stopped = error;
        this.#wake();
      },
    });
    const hold = () => {
      void this.#lane.hold();
      this.#wake();
    };
    options.signal.addEventListener('abort', hold, { once: true });
  }

  /** An error that stops the app, by the policy of the route. */
  get stopped(): Error | undefined {
    return this.#stopped;
  }

  /** Resolves when all are handled or have failed, or when no more calls begin. */
  async handle(batch: readonly Replaying[]): Promise<readonly SendResult[]> {
    const first = batch[0]?.range.from ?? 0;
    const end = batch.at(-1)?.range.end ?? first;
    this.#opened ??= this.options.app.connect(this.options.signal).then(() => this.#lane.open());
    try {
      await this.#opened;
    } catch (thrown) {
      return batch.map(() => toError(thrown));
    }
    const { topic } = this.#lane;
    const { partition } = this.options;
    const records = batch.map(recordOf);
    this.#lane.take({ topic, partition, generation: 1, records, highWatermark: end, nextOffset: end });
    const isDone = ({ letter }: Replaying) => this.#lane.tracker.isDone(letter.place.offset);
    while (!batch.every(isDone) && this.#stopped === undefined && !this.options.signal.aborted) {
      await this.#changed.promise;
    }
    if (this.options.signal.aborted) await this.#lane.hold();
    return batch.map((each) => {
      const failure = this.#failures.get(each.letter.place.offset);
      if (isDone(each)) return failure ?? 'done';
      return this.#stopped ?? 'unsent';
    });
  }

  async close(): Promise<void> {
    if (this.#opened === undefined) return;
    await this.#lane.hold();
    await this.#lane.callback('onShutdown');
    this.#lane.abandon('the replay has ended');
  }

  /** The lane would send this dead letter. */
  #takeFailure({ headers }: OutgoingMessage): void {
    const textOf = (name: string) => String(headers[name] ?? '');
    const error = new Error(textOf(failureHeaders.errorMessage));
    error.name = textOf(failureHeaders.errorClass) || 'Error';
    this.#failures.set(Number(textOf(failureHeaders.offset)), error);
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** However old it is, and marked when its handler returns. Whatever ends a message's retries makes it a dead letter. */
function asReplayed(plan: TopicPlan, deadLetters: string): TopicPlan {
  const { policy } = plan;
  return {
    ...plan,
    maxAgeMs: 0,
    delayMs: 0,
    maxWaitMs: 0,
    manualOffsets: false,
    policy: {
      ...policy,
      maxRetries: Number.isFinite(policy.maxRetries) ? policy.maxRetries : mostRetries,
      retryTopic: undefined,
      deadLetter: policy.deadLetter ?? deadLetters,
      kindOf: (error) => {
        const kind = policy.kindOf(error);
        return kind === 'outage' ? 'retry' : kind;
      },
    },
  };
}

/** Only `forwardedCopy` sets headers by name that handlers' messages cannot have. */
function isDeadLetter({ headers }: OutgoingMessage): boolean {
  return failureHeaders.attempts in headers && failureHeaders.offset in headers;
}

function recordOf({ letter, message }: Replaying): RawRecord {
  const { offset, timestamp, sizeBytes } = letter.record;
  const { key, value, headerEntries } = message;
  const sentAt = letter.source?.timestamp?.getTime() ?? timestamp;
  return { offset, timestamp: sentAt, key, value, headers: headersByName(headerEntries), headerEntries, sizeBytes };
}
