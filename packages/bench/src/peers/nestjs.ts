/**
 * NestJS's microservice on kafkajs: an event handler, binary values kept as they are (`keepBinary`: nothing is parsed),
 * its logger off, the group's name left as it is. It commits as kafkajs does.
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
import type { StartPeer } from './peer.js';

export const start: StartPeer = async ({ brokers, topic, group, handle }) => {
  @Controller()
  class RecordsController {
    @EventPattern<string>(topic)
    record(value: Buffer | null, context: KafkaContext): void {
      handle(context.getPartition(), value);
    }
  }

  // As `@Payload()` and `@Ctx()` before the parameters would: standard syntax has no such place for a decorator.
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
      parser: { keepBinary: true },
      postfixId: '',
    },
  });
  await app.listen();
  return { stop: () => app.close() };
};
