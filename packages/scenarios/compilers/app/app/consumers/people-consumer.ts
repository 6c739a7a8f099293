import { AfterBatch, BeforeBatch, type Message, OnAssigned, OnRevoked, Payload } from 'kfw';
import { Person } from '../person.js';
import { trace } from '../trace.js';
import { ApplicationConsumer } from './application-consumer.js';

/** Every callback, a handler for one message at a time, state in fields, a responder by convention. */
@Payload(Person)
export class PeopleConsumer extends ApplicationConsumer {
  protected override readonly who = 'people';
  #handled = 0;

  @OnAssigned()
  begin(): void {
    trace(this.who, 'assigned');
  }

  @BeforeBatch()
  before(): void {
    trace(this.who, `before a batch, ${this.#handled} handled`);
  }

  async process({ payload, key }: Message<Person>): Promise<void> {
    trace(this.who, `processing ${payload.name} with key ${key}`);
    await this.respondWith(payload);
    this.#handled += 1;
  }

  @AfterBatch()
  async after(): Promise<void> {
    trace(this.who, `after a batch, ${this.#handled} handled`);
  }

  @OnRevoked()
  end(): void {
    trace(this.who, 'revoked');
  }
}
