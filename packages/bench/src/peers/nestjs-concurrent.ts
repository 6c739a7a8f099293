/** NestJS's microservice, set to handle all partitions concurrently, which is its maximum. */
import { partitionCount } from '../records/numbered-records.js';
import type { StartPeer } from './peer.js';
import { startNestjs } from './start-nestjs.js';

export const start: StartPeer = (task) => startNestjs(task, { partitionsConsumedConcurrently: partitionCount });
