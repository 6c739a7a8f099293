// `kfw console` over an app that needs no broker: what it does is what the real one does after loading.

import { Monitor } from '../../../../core/dist/index.js';
import { runConsole } from '../../../dist/cli/console/run-console.js';
import { endProcessAfter } from '../../../dist/cli/exit/end-process.js';

const code = process.argv[2];
const calls = [];

const UsersResponder = {
  async call(input) {
    console.log('the app logs to standard output');
    return { users: [[input, { topic: 'users', partition: 0, offset: '0' }]] };
  },
};

class Event {}

const app = {
  root: process.cwd(),
  monitor: new Monitor(),
  description: { kfwVersion: '0.0.0', clientId: 'shop', environment: 'test', groups: [{ group: 'shop_example' }] },
  classes: { UsersResponder, Event },
  producer: { name: 'the producer' },
  admin: { listTopics: async () => ['users'] },
  calls,
  started: () => process.stderr.write('started\n'),
  connect: async () => calls.push('connect'),
  close: async () => {
    calls.push('close');
    if (process.env.SHOW_CALLS) process.stderr.write(`${calls.join()}\n`);
  },
};

await endProcessAfter(
  () => runConsole({ code }, async () => app),
  () => ({}),
);
