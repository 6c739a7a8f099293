/** A broker in a process of its own, which a test can kill: its options are its argument, it sends its port. */
import { startBroker } from '../../src/index.js';

const broker = await startBroker(JSON.parse(process.argv[2] ?? '{}'));
process.send?.(broker.port);
process.once('disconnect', () => process.exit());
