/**
 * Two groups that read the topics of odd batches, each with another failure policy, and the outcome of each message.
 */
import type { Monitor } from '@kfw/core';
import { Consumer, drawRoutes, type Message, Payload, type Routes, text } from 'kfw';
import type { Accepted, OddTopics } from './odd-topics.js';

const day = 86_400_000;

export class OddGroups {
  /** By group and position: the text of a handled message, or the event of its outcome. */
  #outcomes = new Map<string, string>();

  constructor(
    private readonly clientId: string,
    private readonly topics: OddTopics,
    private readonly deadLetters: string,
  ) {}

  readonly names = ['letters', 'skips'] as const;

  get routes(): Routes {
    const note = (group: string, message: Message<string>) => {
      look(message);
      this.#note(group, message.topic, message.partition, message.offset, `handled ${message.payload}`);
    };
    @Payload(text())
    class Letters extends Consumer {
      process(message: Message<string>): void {
        note('letters', message);
      }
    }
    @Payload(text())
    class Skips extends Consumer {
      consume(batch: Iterable<Message<string>>): void {
        for (const message of batch) note('skips', message);
      }
    }
    const { topics, deadLetters: deadLetter } = this;
    return drawRoutes(({ consumerGroup }) => {
      consumerGroup('letters', (group) => {
        for (const topic of topics.all) group.topic(topic, { consumer: Letters, deadLetter, maxAgeMs: 7 * day });
      });
      consumerGroup('skips', (group) => {
        const options = { consumer: Skips, errors: { skip: [Error] }, orderedBy: 'key' } as const;
        for (const topic of topics.all) group.topic(topic, options);
      });
    });
  }

  listen(monitor: Monitor): void {
    const nameOf = (group: string) => group.slice(this.clientId.length + 1);
    for (const event of ['message.deadLettered', 'message.skipped'] as const) {
      monitor.subscribe(event, ({ group, topic, partition, offset }) =>
        this.#note(nameOf(group), topic, partition, offset, event),
      );
    }
    monitor.subscribe('messages.expired', ({ group, topic, partition, firstOffset, lastOffset }) => {
      for (let offset = firstOffset; offset <= lastOffset; offset++)
        this.#note(nameOf(group), topic, partition, offset, 'messages.expired');
    });
  }

  /** Those of which nothing became in one of the groups. */
  forgotten(accepted: readonly Accepted[]): Accepted[] {
    return accepted.filter((each) => this.#of(each).includes(undefined));
  }

  /** Those that one of the groups did not handle. */
  unhandled(good: readonly Accepted[]): Accepted[] {
    return good.filter((each) => this.#of(each).some((outcome) => outcome !== `handled ${each.what}`));
  }

  /** How often each thing happened: `letters handled`, `skips message.skipped`. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [position, outcome] of this.#outcomes) {
      const name = `${position.split(' ')[0]} ${outcome.split(' ')[0]}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  forget(): void {
    this.#outcomes = new Map();
  }

  #of({ position, offset }: Accepted): (string | undefined)[] {
    return this.names.map((group) => this.#outcomes.get(`${group} ${position}@${offset}`));
  }

  #note(group: string, topic: string, partition: number, offset: number, outcome: string): void {
    this.#outcomes.set(`${group} ${topic}/${partition}@${offset}`, outcome);
  }
}

/** Reads all that a handler may read. */
function look({ key, headers, rawHeaders, payload, timestamp }: Message<string>): unknown[] {
  return [key, headers, rawHeaders, payload, timestamp.getTime(), JSON.stringify(timestamp)];
}
