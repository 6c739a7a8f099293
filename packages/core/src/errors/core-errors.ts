/** The errors of core. docs/reference/errors.md lists every code of every package; a test holds the two equal. */
import { defineErrors } from './kfw-error.js';

export const coreErrorTable = {
  KFW_ROUTES_INVALID: (p: { mistakes: readonly string[] }) =>
    `${p.mistakes.length === 1 ? '1 mistake' : `${p.mistakes.length} mistakes`} in the app:\n${p.mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
  KFW_SELECTION_INVALID: (p: { mistakes: readonly string[] }) =>
    `${p.mistakes.length === 1 ? '1 name is' : `${p.mistakes.length} names are`} not in the routes:\n${p.mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
  KFW_SELECTION_EMPTY: (p: { groups: readonly string[] }) =>
    `the options leave nothing to consume. Drawn: ${p.groups.join(', ')}.`,
  KFW_CONSUMER_UNSUBSCRIBED: (p: { consumer: string }) =>
    `${p.consumer} does not say which topic it takes. Decorate it with @SubscribesTo('users'), or draw it in config/routes.ts and run "kfw server" without its name.`,
  KFW_DECORATOR_UNSUPPORTED: (p: { decorator: string }) =>
    `@${p.decorator}() was called in a way that neither legacy nor standard decorators are. If your compiler implements an older proposal, set "experimentalDecorators": true, or for swc "decoratorVersion": "2023-11".`,
  KFW_CONSUMER_DETACHED: (p: { consumer: string; member: string }) =>
    `${p.consumer}: "${p.member}" is there only while kfw runs the consumer, not in its constructor or field initialisers. In a test, run it with consumerFor(${p.consumer}).`,
  KFW_MESSAGE_FOREIGN: (p: {
    consumer: string;
    topic: string;
    partition: number;
    ownTopic: string;
    ownPartition: number;
  }) =>
    `${p.consumer} of ${p.ownTopic}[${p.ownPartition}] cannot mark a message of ${p.topic}[${p.partition}]: there is one consumer per partition, and each marks its own. Keep messages in its fields, not in variables that consumers share.`,
  KFW_MARK_TRANSACTIONAL: (p: { consumer: string; topic: string }) =>
    `${p.consumer} marked a message of "${p.topic}", whose route is transactional: what the handler has finished is committed with what it sent, all of it or nothing. Leave marking out, or the route's "transactional".`,
  KFW_MARK_UNORDERED: (p: { consumer: string; topic: string }) =>
    `${p.consumer} marked everything up to a message of "${p.topic}", whose messages are not handled in order (orderedBy): others before it may be unfinished. Mark each with markAsConsumed.`,
  KFW_MESSAGE_UNHANDLED: (p: { member: string }) =>
    `${p.member}() decides about a message while a handler runs on it. No handler runs on this one, or its run has ended: await the handler's work.`,
  KFW_DEAD_LETTER_MISSING: (p: { topic: string }) =>
    `a message of "${p.topic}" was to be dead-lettered, but its route names no dead-letter topic. Add deadLetter: 'dead-letters' to the route or to the defaults.`,
  KFW_RETRY_INVALID: (p: { given: string }) =>
    `retryAfter cannot wait for "${p.given}" ms. Give a number of milliseconds of at least 0.`,
  KFW_ORDER_INVALID: (p: { topic: string; given: string }) =>
    `orderedBy of "${p.topic}" must return text, and returned ${p.given}. Messages with the same text are handled in order.`,
  KFW_HANDLER_TIMEOUT: (p: { consumer: string; handlerTimeoutMs: number }) =>
    `${p.consumer} was not done after ${p.handlerTimeoutMs} ms (handlerTimeoutMs). Its signal has fired; its further work is ignored.`,
  KFW_GENERATOR_RETURNED: (p: { what: string }) =>
    `${p.what} returned a generator, a stream or another async iterable, which nothing iterates: its work was not done. Make it an async function that does the work itself, and awaits it.`,
  KFW_SEEK_INVALID: (p: { topic: string; partition: number; target: string }) =>
    `${p.topic}[${p.partition}] cannot be sought to "${p.target}". Give an offset (a whole number of at least 0), 'earliest', 'latest', or a Date.`,
  KFW_SEEK_OUT_OF_RANGE: (p: { topic: string; partition: number; offset: number; low: number; high: number }) =>
    `${p.topic}[${p.partition}] has no offset ${p.offset}: it begins at ${p.low} and ends before ${p.high}. Give an offset of at least ${p.low}, and of at most ${p.high}, which is its end.`,
  KFW_PAUSE_INVALID: (p: { consumer: string; given: string }) =>
    `${p.consumer} cannot pause for "${p.given}" ms. Give a number of at least 0, or nothing to pause until resume().`,
  KFW_RESPONDER_NOT_FOUND: (p: { consumer: string; expected: string }) =>
    `${p.consumer} called respondWith, but it has no responder. Define ${p.expected} in app/responders, or name one on its route: { responder: … }.`,
  KFW_RESPONDER_TOPIC_UNDECLARED: (p: { responder: string; topic: string; declared: readonly string[] }) =>
    `${p.responder} responded to "${p.topic}", which it does not declare. Nothing was sent. Declared: ${p.declared.join(', ') || 'none'}. Add @Topic('${p.topic}', { schema: … }).`,
  KFW_RESPONDER_TOPIC_UNUSED: (p: { responder: string; topic: string }) =>
    `${p.responder} never responded to "${p.topic}", which is required. Nothing was sent. Call respondTo('${p.topic}', …), or declare it with required: false.`,
  KFW_RESPONDER_TOPIC_REPEATED: (p: { responder: string; topic: string }) =>
    `${p.responder} responded to "${p.topic}" more than once. Nothing was sent. Declare it with multiple: true if that is meant.`,
  KFW_RESPONDER_IDLE: (p: { responder: string; member: string }) =>
    `${p.responder}: ${p.member} works only while respond() runs. Start it with ${p.responder}.call(…).`,
  KFW_RESPONDER_ATOMIC: (p: { responder: string }) =>
    `${p.responder}.callAsync was called, but ${p.responder} is atomic: whether its transaction holds is known only when the broker has it. Nothing was sent. Use ${p.responder}.call(…), or leave "static atomic" out.`,
  KFW_TOMBSTONE_TOPIC_OPEN: (p: { responder: string; declared: readonly string[] }) =>
    `${p.responder} has more than one topic, so tombstone must be told which. Nothing was sent. Give { topic: … }, one of: ${p.declared.join(', ')}.`,
  KFW_TOMBSTONE_KEYLESS: (p: { responder: string; topic: string }) =>
    `${p.responder}: a tombstone for "${p.topic}" has no key, so it deletes nothing. Nothing was sent. Give the key of what is to be deleted.`,
  KFW_TOMBSTONE_UNPLACED: (p: { responder: string; topic: string }) =>
    `${p.responder}: the partitions of "${p.topic}" are chosen from payloads (partitionKey), and a tombstone has none. Nothing was sent. Give { partitionKey: … } or { partition: … }, so that it lands where the message lies that it deletes.`,
  KFW_TRANSACTION_OVER: (p: { consumer: string; topic: string }) =>
    `${p.consumer} sent something after its run over messages of "${p.topic}" had ended, outside of any transaction. It was not sent. Await what the handler sends.`,
  KFW_STARTUP_TIMEOUT: (p: { target: string; addresses: readonly string[]; setting: string; timeoutMs: number }) =>
    `the ${p.target} at ${p.addresses.join(', ')} (${p.setting}) did not answer within ${p.timeoutMs} ms. Check the address, and whether something else listens there.`,
  KFW_NOT_BOOTED: (p: { what: string }) =>
    `${p.what} needs a loaded app. In a program that kfw does not run, load it once at the start: await loadApp() (from 'kfw'; it takes the app of the working directory, or of { root }), and close() it at the end. "kfw server" and "kfw console" load it themselves; a test imports '@kfw/testing'.`,
  KFW_FORMAT_UNKNOWN: (p: { format: string; known: readonly string[] }) =>
    `no codec for payload format "${p.format}". Known: ${p.known.join(', ')}.`,
  KFW_DECODE_FAILED: (p: { what: string; reason: string }) => `${p.what} cannot be decoded: ${p.reason}`,
  KFW_ENCODE_FAILED: (p: { what: string; reason: string }) => `${p.what} cannot be encoded: ${p.reason}`,
  KFW_DELIVERY_INVALID: (p: { topic: string; problem: string }) =>
    `a message for "${p.topic}" was refused: ${p.problem} Nothing of the call was sent.`,
  KFW_SCHEMAS_DIFFER: (p: { topic: string; option: string; first: string; other: string }) =>
    `topic "${p.topic}" is declared with two schemas: ${p.first}, and ${p.other}. Say which one is meant: { ${p.option}: … }.`,
  KFW_DELIVERY_FAILED: (p: { failed: readonly string[]; undelivered: number; total: number; reason: string }) =>
    `${p.undelivered} of ${p.total} messages were not delivered (${p.failed.join(', ')}): ${p.reason}`,
  KFW_DELIVERY_EXPIRED: (p: { waitedForMs: number; reason: string }) =>
    `not delivered within ${p.waitedForMs} ms (deliveryTimeoutMs): ${p.reason}.`,
  KFW_DELIVERY_UNANSWERED: (p: { topic: string; partition: number }) =>
    `the response to a request has no result for its messages for ${p.topic}[${p.partition}].`,
  KFW_READ_INVALID: (p: { topic: string; mistakes: readonly string[] }) =>
    `${p.topic} cannot be read like this: ${p.mistakes.join(' ')}`,
  KFW_READ_OUT_OF_RANGE: (p: { topic: string; partition: number; offset: number; low: number; high: number }) =>
    `${p.topic}[${p.partition}] has no offset ${p.offset}: it begins at ${p.low} and ends before ${p.high}. Read from ${p.low} or later, and from ${p.high} at most, which is its end; or from 'earliest'.`,
  KFW_PARTITION_INVALID: (p: { topic: string; partition: number; partitions: number; chosenBy?: string }) =>
    `topic "${p.topic}" has no partition ${p.partition}: it has ${p.partitions} (0 to ${p.partitions - 1}).${p.chosenBy === undefined ? '' : ` ${p.chosenBy} chose it.`}`,
  KFW_KEY_MISSING: (p: { topic: string }) =>
    `topic "${p.topic}" is compacted, and a message for it has no key. Nothing of the call was sent. Give each message a key: compaction keeps the last message of every key.`,
  KFW_MESSAGE_TOO_LARGE: (p: { topic: string; sizeBytes: number; limitBytes: number; setBy: string }) =>
    `a message for "${p.topic}" takes ${p.sizeBytes} bytes, more than the ${p.limitBytes} that ${p.setBy} allows. Nothing of the call was sent. Send less, or raise that limit.`,
  KFW_BUFFER_FULL: (p: { messages: number; bufferedMessages: number; bufferedBytes: number }) =>
    `the producer's buffer has no room for ${p.messages} more: it holds ${p.bufferedMessages} messages of ${p.bufferedBytes} bytes. Nothing of the call was sent. Send fewer at a time, raise maxBufferedMessages or maxBufferedBytes, or set whenFull: wait.`,
  KFW_PRODUCER_CLOSED: () => 'the producer is closed: the app stops, or the process ends.',
  KFW_TRANSACTION_FAILED: (p: { id: string; step: string; reason: string }) =>
    `transaction "${p.id}" failed at ${p.step}: ${p.reason}. It has no effect; send it again.`,
  KFW_TRANSACTION_REFUSED: (p: { id: string; step: string; reason: string }) =>
    `transaction "${p.id}" was refused at ${p.step}: ${p.reason}. It has no effect, and sending it again will not help.`,
  KFW_TRANSACTION_IN_DOUBT: (p: { id: string; step: string; reason: string }) =>
    `transaction "${p.id}" failed at ${p.step}: ${p.reason}. Whether it was committed is unknown: sent again, its messages may be duplicated.`,
  KFW_TRANSACTION_FENCED: (p: { id: string; step: string; reason: string }) =>
    `transaction "${p.id}" was refused at ${p.step}: another producer has its id (${p.reason}). It has no effect. Its work belongs to the new owner.`,
} as const;

export const coreError = defineErrors(coreErrorTable);
