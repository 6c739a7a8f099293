/**
 * A broker in a separate process, which a test can kill: its argument is its options, and it reports that it starts,
 * then its port. A number that it receives advances its clock by that many milliseconds.
 */
import { startBroker } from '../../src/index.js';

process.once('disconnect', () => process.exit());
process.send?.('starting');
const broker = await startBroker(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (ms: number) => broker.clock.advance(ms));
process.send?.(broker.port);
