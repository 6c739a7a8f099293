/** NestJS's microservice with its defaults: one message of one partition at a time. */
import type { StartPeer } from './peer.js';
import { startNestjs } from './start-nestjs.js';

export const start: StartPeer = (task) => startNestjs(task, {});
