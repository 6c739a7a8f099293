import { startBroker } from '@kfw/broker';

const broker = await startBroker({ port: 9092 });
console.log(`export KFW_BROKERS=${broker.address}`);
process.once('SIGTERM', () => broker.stop());
