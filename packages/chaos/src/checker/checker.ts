/**
 * The checker of a chaos run, which can be run alone while the cluster is up: reads the topics with kcat and prints its
 * verdict as the last line, JSON. Exit code 1 when a message was lost, out of order or repeated too often, or when the
 * dead letters are not exactly the poison. It imports nothing of the packages: the checked code cannot make it err.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { allowances } from './duplicate-bound.js';
import { parseJournal } from './incident.js';
import { judge } from './judge.js';
import { readLogs } from './read-logs.js';
import { recoveries } from './recovery.js';
import { repeatedStretches, sentenceOf } from './stretches.js';

const help = `Usage: node packages/chaos/dist/checker/checker.js --brokers LIST --input TOPIC --output TOPIC [options]

Checks the output of the workers against the messages of the input.

  --brokers LIST        host:port,host:port
  --input TOPIC         the produced messages
  --output TOPIC        the handled messages
  --dead-letters TOPIC  the poison messages (default: there are none)
  --read-committed      read committed messages only, and allow for no repeats
  --acknowledged FILE   a line "key seq" for each acknowledged message
  --journal FILE        the incidents of workers and brokers, a line of JSON each (default: none)
  --group GROUP         the group that committed (default: any group)
  --window-ms MS        how long handled messages may stay uncommitted (default: 1500, by the commit interval of 1000)

Example:
  node packages/chaos/dist/checker/checker.js --brokers 127.0.0.1:9092 --input in --output out --dead-letters dead
`;

const { values } = parseArgs({
  options: {
    brokers: { type: 'string' },
    input: { type: 'string' },
    output: { type: 'string' },
    'dead-letters': { type: 'string' },
    'read-committed': { type: 'boolean', default: false },
    acknowledged: { type: 'string' },
    journal: { type: 'string' },
    group: { type: 'string' },
    'window-ms': { type: 'string', default: '1500' },
    help: { type: 'boolean', default: false },
  },
});
const { brokers, input, output, 'dead-letters': deadLetters, 'read-committed': readCommitted, acknowledged } = values;
const windowMs = Number(values['window-ms']);
if (values.help) {
  process.stdout.write(help);
} else if (!brokers || !input || !output || !(windowMs >= 0)) {
  process.stderr.write(`--brokers, --input and --output are needed, and --window-ms is a number.\n\n${help}`);
  process.exitCode = 2;
} else {
  const logs = await readLogs({ brokers, input, output, deadLetters, readCommitted, acknowledged });
  const incidents = values.journal === undefined ? [] : parseJournal(await readFile(values.journal, 'utf8'));
  const { wrong, examples, ...counts } = judge(logs);
  const partitions = new Set(logs.produced.map(({ partition }) => partition)).size;
  // A transaction commits the sent messages with the offset of the read ones: there is no window between them.
  const allowed = allowances(logs.handled, incidents, { windowMs, group: values.group, partitions });
  const bound = readCommitted ? 0 : allowed.reduce((sum, one) => sum + one.allowed, 0);
  for (const { incident, allowed: most, repeated } of allowed) {
    if (repeated === 0) continue;
    const { kind, of, at } = incident;
    const may = readCommitted ? 'none allowed' : `of ${most} allowed`;
    process.stderr.write(`${new Date(at).toISOString()} ${kind} ${of}: ${repeated} repeated, ${may}
`);
  }
  const recovered = recoveries(logs.handled, incidents);
  for (const { broker, at, leaderlessMs, recoveryMs, partition, alone } of recovered) {
    const when = new Date(at).toISOString();
    const what = recoveryMs === undefined ? 'never continued' : `continued ${recoveryMs} ms later`;
    const remark = alone ? '' : ' (during other disturbances: not timed)';
    process.stderr.write(
      `broker ${broker}, ${when}: leaders after ${leaderlessMs} ms, partition ${partition} ${what}${remark}\n`,
    );
  }
  for (const stretch of repeatedStretches(logs.handled)) process.stderr.write(`${sentenceOf(stretch)}\n`);
  for (const line of [...wrong, ...examples]) process.stderr.write(`${line}\n`);
  const timed = recovered.filter(({ alone }) => alone).map(({ recoveryMs }) => recoveryMs);
  // JSON has no infinity: a partition that never continued gives null, and so does a run without a kill.
  const recoveryMs = timed.length === 0 || timed.includes(undefined) ? null : Math.max(...timed.map(Number));
  const { produced, handled, lost, outOfOrder, duplicates, deadLettered } = counts;
  const verdict = { produced, handled, lost, outOfOrder, duplicates, duplicateBound: bound, deadLettered, recoveryMs };
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  const stuck = timed.includes(undefined);
  const sound = lost === 0 && outOfOrder === 0 && duplicates <= bound && wrong.length === 0 && !stuck;
  process.exitCode = sound ? 0 : 1;
}
