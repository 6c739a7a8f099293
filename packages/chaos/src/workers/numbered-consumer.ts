/**
 * The consumer of a worker of kfw: poison always fails, a small share of the other messages fails at first, and each handled
 * message is written to the output, which is awaited. With a planted fault it does one thing wrong.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerClass } from '@kfw/core/internal';
import { Consumer, json, type Message, type Monitor, Payload, Responder, Topic } from 'kfw';
import { faultyMessage, idleBeforeDyingMs } from './fault.js';
import {
  failsAtFirst,
  type HandledRecord,
  type NumberedMessage,
  type PlantedTask,
  type ProgressReporter,
} from './worker-task.js';

type Handle = (message: Message<NumberedMessage>, consumer: NumberedConsumer) => Promise<void>;

/** Gives planted faults a way to mark a message early. */
abstract class NumberedConsumer extends Consumer {
  abstract process(message: Message<NumberedMessage>): Promise<void>;

  markEarly(message: Message<NumberedMessage>): void {
    this.markAsConsumed(message);
  }
}

export function numberedConsumer(task: PlantedTask, progress: ProgressReporter, monitor: Monitor): ConsumerClass {
  const { output, seed } = task;
  @Topic(output, { schema: json<HandledRecord>(), eventId: false })
  class HandledResponder extends Responder<{ [topic: string]: HandledRecord }> {
    respond(note: HandledRecord): void {
      this.respondTo(output, note, { key: note.key });
    }
  }
  const write: Handle = async ({ payload: { key, seq }, partition, offset }) => {
    await HandledResponder.call({ key, seq, partition, offset, pid: process.pid });
    // In a transaction nothing is written yet.
    if (!task.transactional) progress.handled(partition, 1);
  };
  if (task.transactional) {
    monitor.subscribe('consumer.consumed', (run) => progress.handled(run.partition, run.messages));
  }
  const handle = withFault(task.fault, write, monitor);

  @Payload(json<NumberedMessage>())
  class OwnConsumer extends NumberedConsumer {
    async process(message: Message<NumberedMessage>): Promise<void> {
      const { key, seq, poison } = message.payload;
      if (poison) throw new Error(`${key}/${seq} is poison`);
      if (!message.retrying && failsAtFirst(message.payload, seed)) throw new Error(`${key}/${seq} fails at first`);
      await handle(message, this);
    }
  }
  return OwnConsumer;
}

/** Once per process, at its hundredth message, something is done wrong. */
function withFault(fault: PlantedTask['fault'], write: Handle, monitor: Monitor): Handle {
  if (fault === undefined) return write;
  let handled = 0;
  let held: Message<NumberedMessage> | undefined;
  return async (message, consumer) => {
    handled++;
    const chosen = handled === faultyMessage;
    switch (fault) {
      case 'dropped-message':
        if (!chosen) await write(message, consumer);
        break;
      case 'swapped-order':
        if (chosen) {
          held = message;
          break;
        }
        await write(message, consumer);
        if (held?.key === message.key) {
          await write(held, consumer);
          held = undefined;
        }
        break;
      case 'skipped-commit':
        await write(message, consumer);
        if (chosen) await pause(idleBeforeDyingMs).then(die);
        break;
      case 'early-commit':
        if (!chosen) return write(message, consumer);
        consumer.markEarly(message);
        await committed(message, monitor).then(die);
    }
  };
}

function committed({ partition, offset }: Message<NumberedMessage>, monitor: Monitor): Promise<void> {
  return new Promise((resolve) => {
    monitor.subscribe('offsets.committed', ({ offsets }) => {
      if (offsets.some((one) => one.partition === partition && one.offset > offset)) resolve();
    });
  });
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
