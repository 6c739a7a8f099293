/**
 * The shared part of the NestJS peers: its microservice on kafkajs, with an event handler, binary values kept
 * (`keepBinary`: nothing is parsed), its logger off, the group's name unchanged. It commits as kafkajs does.
 */
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Ctx,
  EventPattern,
  type KafkaContext,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import kafkajs from 'kafkajs';
import { fetchMaxWaitMs, maxBytes, maxBytesPerPartition } from './fetch-sizes.js';
import type { PeerTask, RunningPeer } from './peer.js';
import type { RunOptions } from './start-kafkajs.js';

/** The options of its `run` without the handler, which is Nest's. */
export type NestRunOptions = Omit<RunOptions, 'eachBatch' | 'eachMessage'>;

export async function startNestjs(task: PeerTask, run: NestRunOptions): Promise<RunningPeer> {
  const { brokers, topic, group } = task;

  @Controller()
  class RecordsController {
    @EventPattern<string>(topic)
    record(value: Buffer | null, context: KafkaContext): void | Promise<void> {
      return task.handle(context.getPartition(), value);
    }
  }

  // The same as `@Payload()` and `@Ctx()` on the parameters: standard syntax has no parameter decorators.
  Payload()(RecordsController.prototype, 'record', 0);
  Ctx()(RecordsController.prototype, 'record', 1);

  @Module({ controllers: [RecordsController] })
  class RecordsModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(RecordsModule, {
    logger: false,
    transport: Transport.KAFKA,
    options: {
      client: { clientId: 'kfw-bench', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING },
      consumer: { groupId: group, maxBytes, maxBytesPerPartition, maxWaitTimeInMs: fetchMaxWaitMs },
      producer: { createPartitioner: kafkajs.Partitioners.DefaultPartitioner },
      subscribe: { fromBeginning: true },
      run,
      parser: { keepBinary: true },
      postfixId: '',
    },
  });
  await app.listen();
  return { stop: () => app.close() };
}
