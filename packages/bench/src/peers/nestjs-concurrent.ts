/** NestJS's microservice, told to handle all partitions concurrently, which is the most that it can. */
import { partitionCount } from '../records/numbered-records.js';
import type { StartPeer } from './peer.js';
import { startNestjs } from './start-nestjs.js';

export const start: StartPeer = (task) => startNestjs(task, { partitionsConsumedConcurrently: partitionCount });
