/**
 * What must and must not compile, from the schema through the route to the consumer and the responder. Each
 * `@ts-expect-error` fails the check when its line does compile.
 */
import {
  AfterBatch,
  avro,
  type Batch,
  BeforeBatch,
  Consumer,
  defineApp,
  defineTopics,
  deliver,
  deliverAsync,
  drawRoutes,
  json,
  type Message,
  OnAssigned,
  OnRevoked,
  OnShutdown,
  Payload,
  type ProduceMiddleware,
  Responder,
  type SeekTarget,
  SubscribesTo,
  Topic,
  type TopicMap,
} from 'kfw';

interface UserEvent {
  eventName: string;
  payload: { id: number };
}
interface OrderEvent {
  orderId: string;
}
const UserEvent = avro<UserEvent>({ type: 'record', name: 'UserEvent', fields: [] });
const OrderEvent = json<OrderEvent>();

abstract class ApplicationConsumer extends Consumer {}
abstract class ApplicationResponder<Topics extends TopicMap = TopicMap> extends Responder<Topics> {}

@Payload(UserEvent)
class UsersConsumer extends ApplicationConsumer {
  async process(message: Message<UserEvent>): Promise<void> {
    const id: number = message.payload.payload.id;
    // @ts-expect-error a field that the schema does not have
    message.payload.orderId;
    // @ts-expect-error a field of another type
    const wrong: string = message.payload.payload.id;
    this.logger.info({ id, wrong }, 'seen');
    const marked: boolean = this.markAsConsumed(message);
    this.logger.info({ marked }, 'marked');
  }
  @BeforeBatch() before(): void {}
  @AfterBatch() after(): void {}
  @OnAssigned() assigned(): void {}
  @OnRevoked() async revoked2(): Promise<void> {}
  @OnShutdown() shutdown(): void {}
}

@Payload(UserEvent)
class UserBatches extends ApplicationConsumer {
  consume(batch: Batch<UserEvent>): void {
    for (const { payload } of batch) this.logger.info({ id: payload.payload.id }, 'seen');
  }
}

// @ts-expect-error the handler takes another payload than the decorator's schema describes
@Payload(OrderEvent)
class Mismatched extends ApplicationConsumer {
  process(_message: Message<UserEvent>): void {}
}

// @ts-expect-error the same for batches
@Payload(OrderEvent)
class MismatchedBatches extends ApplicationConsumer {
  consume(_batch: Batch<UserEvent>): void {}
}

@Payload(OrderEvent, { keySchema: json<number>() })
export class Keyed extends ApplicationConsumer {
  process(message: Message<OrderEvent, number>): number | null {
    return message.key;
  }
}

// @ts-expect-error the handler takes other keys than the schema of keys describes
@Payload(OrderEvent, { keySchema: json<number>() })
export class MismatchedKeys extends ApplicationConsumer {
  process(_message: Message<OrderEvent>): void {}
}

// @ts-expect-error the same for batches
@Payload(OrderEvent, { keySchema: json<number>() })
export class MismatchedKeysOfBatches extends ApplicationConsumer {
  consume(_batch: Batch<OrderEvent, { id: string }>): void {}
}

// A route may say how keys are decoded.
@Payload(OrderEvent)
export class KeyedByItsRoute extends ApplicationConsumer {
  process(_message: Message<OrderEvent, number>): void {}
}

@SubscribesTo('user_event', { group: 'people', schema: UserEvent, maxMessages: 5 })
@SubscribesTo(/^users\./)
@Payload(UserEvent)
export class Subscribed extends ApplicationConsumer {
  process(_message: Message<UserEvent>): void {}
}

// @ts-expect-error the handler takes another payload than the subscription's schema describes
@SubscribesTo('orders', { schema: OrderEvent })
export class MismatchedSubscription extends ApplicationConsumer {
  process(_message: Message<UserEvent>): void {}
}

// @ts-expect-error a subscription without a handler
@SubscribesTo('users')
export class Handless extends ApplicationConsumer {}

// @ts-expect-error no such option
@SubscribesTo('users', { maxMesages: 5 })
export class MisspeltOption extends ApplicationConsumer {
  process(_message: Message<UserEvent>): void {}
}

class Anything extends ApplicationConsumer {
  process(_message: Message): void {}
}
class Plain {}
class Idle extends ApplicationConsumer {}

export const routes = drawRoutes(({ consumerGroup, defaults, topic }) => {
  defaults({ maxMessages: 100, startFrom: 'latest' });
  // @ts-expect-error no such option
  defaults({ maxMesages: 100 });
  consumerGroup('example', (group) => {
    group.topic('users', { consumer: UsersConsumer });
    group.topic('users', { consumer: UsersConsumer, schema: UserEvent, maxMessages: 5 });
    group.topic('users', { consumer: UserBatches, schema: UserEvent, responder: UsersResponder });
    group.topic('orders', { consumer: Anything, schema: OrderEvent });
    group.topic(/^users\./, { consumer: UsersConsumer, schema: UserEvent });
    // @ts-expect-error the same for a pattern
    group.topic(/^users\./, { consumer: UsersConsumer, schema: OrderEvent });
    // @ts-expect-error several names are several routes
    group.topic(['users', 'orders'], { consumer: UsersConsumer });
    // @ts-expect-error a consumer on a route with another schema
    group.topic('users', { consumer: UsersConsumer, schema: OrderEvent });
    // @ts-expect-error a batch consumer on a route with another schema
    group.topic('users', { consumer: UserBatches, schema: OrderEvent });
    // @ts-expect-error a class that is not a consumer
    group.topic('users', { consumer: Plain });
    // @ts-expect-error a consumer without a handler
    group.topic('users', { consumer: Idle });
    // @ts-expect-error a responder is not a consumer
    group.topic('users', { consumer: UsersResponder });
    // @ts-expect-error a value that the option does not have
    group.topic('users', { consumer: UsersConsumer, from: 'start' });
  });
  // @ts-expect-error no consumer at all
  topic('users', {});
});

@Topic('users', { schema: UserEvent, partitionKey: (event) => String(event.payload.id) })
@Topic('orders', { schema: OrderEvent, required: false, multiple: true })
class UsersResponder extends ApplicationResponder<{ users: UserEvent; orders: OrderEvent }> {
  respond(event: UserEvent): void {
    this.respondTo('users', event, { key: 'k', partition: 1, headers: { a: 'b' }, timestamp: new Date() });
    this.respondTo('orders', { orderId: '1' });
    // @ts-expect-error a wrong topic
    this.respondTo('user', event);
    // @ts-expect-error the payload of another topic
    this.respondTo('orders', event);
    // @ts-expect-error a wrong field
    this.respondTo('users', { eventName: 'x', payload: { ident: 1 } });
    // @ts-expect-error no such option
    this.respondTo('users', event, { partion: 1 });
    this.tombstoneTo('orders', 'o1', { partition: 1 });
    // @ts-expect-error a tombstone for a topic that the responder does not declare
    this.tombstoneTo('order', 'o1');
    // @ts-expect-error the key is what a tombstone is about, and no option of it
    this.tombstoneTo('orders', 'o1', { key: 'o2' });
    // @ts-expect-error a tombstone has a key
    this.tombstoneTo('orders', null);
  }
}

// @ts-expect-error the decorator gives the topic another payload than the class declares
@Topic('users', { schema: OrderEvent })
class WrongPayload extends ApplicationResponder<{ users: UserEvent }> {
  respond(): void {}
}

// @ts-expect-error a topic that the class does not declare
@Topic('user', { schema: UserEvent })
class WrongTopic extends ApplicationResponder<{ users: UserEvent }> {
  respond(): void {}
}

// @ts-expect-error a responder must say what it responds
class Mute extends ApplicationResponder<{ users: UserEvent }> {}

export async function calls(): Promise<void> {
  const report = await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } });
  const [first] = report.users ?? [];
  const offset: string | undefined = first?.[1].offset;
  const id: number | undefined = first?.[0].payload.id;
  // @ts-expect-error a topic that the responder does not declare
  report.user;
  // @ts-expect-error a wrong field in the responder's call
  await UsersResponder.call({ eventName: 'user_created', payload: { ident: 1 } });
  // @ts-expect-error a missing field in the responder's call
  await UsersResponder.call({ eventName: 'user_created' });
  console.log(offset, id, Mismatched, MismatchedBatches, WrongPayload, WrongTopic, Mute);
}

@Topic('users', { schema: UserEvent, eventId: false })
class SingleResponder extends ApplicationResponder<{ users: UserEvent }> {
  static readonly atomic = true;
  respond(_event: UserEvent): void {}
}

// @ts-expect-error atomic is true or false
@Topic('users', { schema: UserEvent })
export class OddlyAtomic extends ApplicationResponder<{ users: UserEvent }> {
  static readonly atomic = 'yes';
  respond(): void {}
}

export async function otherWaysToSend(message: Message<UserEvent>): Promise<void> {
  const buffered: Promise<void> = UsersResponder.callAsync({ eventName: 'user_created', payload: { id: 1 } });
  await buffered;
  // @ts-expect-error the input of callAsync is that of respond
  await UsersResponder.callAsync({ eventName: 'user_created' });
  await UsersResponder.call(message.payload, { from: message });
  await UsersResponder.call(message.payload, { from: null });
  // @ts-expect-error no such option of a call
  await UsersResponder.call(message.payload, { form: message });
  const { partition, offset } = await SingleResponder.tombstone('1');
  const placed: [number, string] = [partition, offset];
  await SingleResponder.tombstone('1', { topic: 'users', headers: { why: 'asked' }, from: message });
  // @ts-expect-error a topic that the responder does not declare
  await SingleResponder.tombstone('1', { topic: 'orders' });
  // @ts-expect-error a tombstone has a key
  await SingleResponder.tombstone(null);
  await UsersResponder.tombstone('1', { topic: 'orders' });
  // @ts-expect-error a responder of several topics needs the topic
  await UsersResponder.tombstone('1');
  // @ts-expect-error the same with other options
  await UsersResponder.tombstone('1', { partition: 1 });
  // @ts-expect-error a topic that the responder does not declare
  await UsersResponder.tombstone('1', { topic: 'order' });
  console.log(placed);
}

/** Headers are all that middleware on produce may change. */
export const stamping: ProduceMiddleware = async ({ responder, messages }, next) => {
  for (const message of messages) {
    message.headers.tenant = responder ?? 'deliver';
    // @ts-expect-error a payload is settled
    message.value = null;
    // @ts-expect-error where a message goes is settled
    message.partition = 1;
  }
  const delivered = await next();
  return delivered.filter(({ offset }) => offset !== '-1');
};
export const app = defineApp({ produceMiddleware: [stamping], propagatedHeaders: ['traceparent', 'tenant'] });
// @ts-expect-error middleware returns where the messages went
export const forgetful: ProduceMiddleware = async (_call, next) => {
  await next();
};

/** The methods of a consumer are typed and protected. */
@Payload(OrderEvent)
class OrderingConsumer extends ApplicationConsumer {
  async consume({ messages }: Batch<OrderEvent>): Promise<void> {
    const [first] = messages;
    if (first === undefined) return;
    const marked: boolean = this.markAsConsumed(first) && this.markAsConsumedThrough(first);
    const targets: SeekTarget[] = [0, 'earliest', 'latest', new Date()];
    for (const target of targets) if (marked) await this.seek(target);
    // @ts-expect-error the names are 'earliest' and 'latest'
    await this.seek('end');
    this.pause();
    this.pause(1_000);
    // @ts-expect-error a pause is in milliseconds
    this.pause('1s');
    this.resume();
  }
}
// @ts-expect-error only the consumer itself may seek
void new OrderingConsumer().seek(0);
drawRoutes(({ topic }) => topic('orders', { consumer: OrderingConsumer, manualOffsets: true }));
drawRoutes(({ topic }) => topic('orders', { consumer: OrderingConsumer, transactional: true }));
// @ts-expect-error transactional is true or false
drawRoutes(({ topic }) => topic('orders', { consumer: OrderingConsumer, transactional: 'yes' }));
// @ts-expect-error manualOffsets is true or false
drawRoutes(({ topic }) => topic('orders', { consumer: OrderingConsumer, manualOffsets: 'yes' }));

/** Declared topics. */
const topics = defineTopics(({ defaults, topic }) => {
  defaults({ replicationFactor: 3, environments: { development: { replicationFactor: 1 } } });
  topic('orders', { partitions: 12, retentionMs: -1, retentionBytes: 1_000, compacted: true });
  topic('users', {
    config: { 'cleanup.policy': 'compact,delete', 'min.insync.replicas': 2, preallocate: true, 'vendor.tier': 'cold' },
  });
  topic('plain');
  // @ts-expect-error an option that does not exist
  topic('wrong', { partition: 12 });
  // @ts-expect-error a duration is a number of milliseconds
  topic('wrong', { retentionMs: '7d' });
  // @ts-expect-error a policy that Kafka does not have
  topic('wrong', { config: { 'cleanup.policy': 'compacted' } });
  // @ts-expect-error a number, not text
  topic('wrong', { config: { 'min.insync.replicas': '2' } });
  // @ts-expect-error a compression that Kafka does not have
  topic('wrong', { config: { 'compression.type': 'brotli' } });
  // @ts-expect-error a value that is not one of a configuration
  topic('wrong', { config: { 'vendor.tiers': ['cold'] } });
  // @ts-expect-error an environment has options, no environments
  topic('wrong', { environments: { test: { environments: {} } } });
  // @ts-expect-error an option of an environment that does not exist
  topic('wrong', { environments: { test: { replicas: 3 } } });
});
defineApp({ topics, strictTopics: true });
// @ts-expect-error not made by defineTopics
defineApp({ topics: ['orders'] });
// @ts-expect-error strictTopics is true or false
defineApp({ strictTopics: 'yes' });

export async function delivers(users: readonly UserEvent[], order: OrderEvent): Promise<void> {
  const event: UserEvent = { eventName: 'user_created', payload: { id: 1 } };
  const { offset } = await deliver('users', event, { schema: UserEvent, key: '1' });
  const text: string = offset;
  await deliver('users', null, { schema: UserEvent, key: 1 });
  await deliver('anything', { of: text });
  await deliver('users', event, { schema: UserEvent, keySchema: OrderEvent, key: { orderId: 'a' } });
  // @ts-expect-error another payload than the schema describes
  await deliver('users', { eventName: 'user_created', payload: { id: 'one' } }, { schema: UserEvent });
  // @ts-expect-error another payload than the schema describes
  await deliverAsync('users', order, { schema: UserEvent });
  // @ts-expect-error another key than the key schema describes
  await deliver('users', event, { schema: UserEvent, keySchema: OrderEvent, key: { id: 1 } });
  // @ts-expect-error an unknown option
  await deliver('users', event, { schema: UserEvent, keys: '1' });

  const places = await deliver([
    { topic: 'users', payload: event, schema: UserEvent },
    { topic: 'orders', payload: order, schema: OrderEvent, key: order.orderId },
    { topic: 'plain', payload: 'text' },
  ]);
  await deliverAsync(users.map((payload) => ({ topic: 'users', payload, schema: UserEvent, key: places.length })));
  // @ts-expect-error another payload than its schema describes
  await deliver([{ topic: 'users', payload: order, schema: UserEvent }]);
  // @ts-expect-error another payload than their schema describes
  await deliverAsync(users.map((payload) => ({ topic: 'orders', payload, schema: OrderEvent })));
}
