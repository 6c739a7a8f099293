/** Starts a process the way JVMs are started, tells its pid, and stays until it is killed. */
import { Jvm } from '../../dist/kafka/jvm.js';

const [folder] = process.argv.slice(2);
const jvm = await Jvm.start({ java: 'sleep', args: ['600'], folder, log: `${folder}/log` });
process.stdout.write(`${jvm.pid}\n`);
setInterval(() => undefined, 60_000);
