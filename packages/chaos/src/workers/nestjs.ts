/**
 * For comparison: a microservice of NestJS on kafkajs, an event handler and a `ClientKafka`, as its documentation shows
 * them. Everything is at its default but for the session, and all partitions are handled concurrently, as kfw does. An error of the handler is a `KafkaRetriableException`: any other
 * is logged, and its message counts as handled.
 */
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientKafka,
  Ctx,
  EventPattern,
  type KafkaContext,
  KafkaRetriableException,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { failsAtFirst, type NumberedMessage, ProgressReporter, readTask } from './worker-task.js';

const { brokers, group, input, output, sessionTimeoutMs, seed } = readTask();
const progress = new ProgressReporter();
const client = { clientId: `chaos-${process.pid}`, brokers: brokers.split(',') };
const sender = new ClientKafka({ client, producerOnlyMode: true });
const met = new Set<string>();

class NumberedController {
  async handle(message: NumberedMessage, context: KafkaContext): Promise<void> {
    const { key, seq } = message;
    if (failsAtFirst(message, seed) && !met.has(`${key}/${seq}`)) {
      met.add(`${key}/${seq}`);
      throw new KafkaRetriableException(`${key}/${seq} fails at first`);
    }
    const partition = context.getPartition();
    const offset = Number(context.getMessage().offset);
    const value = { key, seq, partition, offset, pid: process.pid };
    await lastValueFrom(sender.emit(output, { key, value }));
    progress.handled(partition, 1);
  }
}

class NumberedModule {}

// Called by hand: standard decorators pass other arguments than these functions take.
const { prototype } = NumberedController;
const handler = Object.getOwnPropertyDescriptor(prototype, 'handle') ?? {};
Controller()(NumberedController);
EventPattern<string>(input)(prototype, 'handle', handler);
Payload()(prototype, 'handle', 0);
Ctx()(prototype, 'handle', 1);
Module({ controllers: [NumberedController] })(NumberedModule);

const app = await NestFactory.createMicroservice<MicroserviceOptions>(NumberedModule, {
  transport: Transport.KAFKA,
  options: {
    client,
    consumer: {
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.round(sessionTimeoutMs / 6),
    },
    subscribe: { fromBeginning: true },
    run: { partitionsConsumedConcurrently: 12 },
    postfixId: '',
  },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    await app.close();
    await sender.close();
    process.exit(0);
  });
}
await sender.connect();
await app.listen();
progress.running();
