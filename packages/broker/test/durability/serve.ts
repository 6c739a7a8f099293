/**
 * A broker in a process of its own, which a test can kill: its options are its argument, it says that it begins to start,
 * then its port. A number that it is sent lets so many milliseconds pass for it.
 */
import { startBroker } from '../../src/index.js';

process.once('disconnect', () => process.exit());
process.send?.('starting');
const broker = await startBroker(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (ms: number) => broker.clock.advance(ms));
process.send?.(broker.port);
