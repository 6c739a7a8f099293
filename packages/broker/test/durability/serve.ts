/** A broker in a process of its own, which a test can kill: the data folder is its argument, it sends its port. */
import { startBroker } from '../../src/index.js';

const broker = await startBroker({ dataFolder: process.argv[2] ?? '' });
process.send?.(broker.port);
process.once('disconnect', () => process.exit());
