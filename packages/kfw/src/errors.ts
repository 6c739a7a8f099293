/**
 * The errors of configuration, boot and delivery. Each says what is wrong and what to do about it; docs list them
 * with those of the other packages.
 */
import { defineErrors } from '@kfw/core';

export const errorTable = {
  KFW_CONFIG_MISSING: (p: { file: string; root: string }) =>
    `there is no ${p.file} in ${p.root}. Create it (\`npx kfw new\` writes one), or set KFW_BROKERS.`,

  KFW_CONFIG_INVALID: (p: { environment: string; mistakes: readonly string[] }) => {
    const count = p.mistakes.length === 1 ? 'a mistake' : `${p.mistakes.length} mistakes`;
    return [`the configuration for ${p.environment} has ${count}:`, ...p.mistakes].join('\n  ');
  },
  KFW_BOOT_FILE_MISSING: (p: { root: string }) =>
    `there is no boot file in ${p.root}: neither kfw.ts nor kfw.js (or one that ends in .mts, .cts, .mjs or .cjs), nor dist/kfw.js. Run this in the folder of an app.`,

  KFW_BOOT_FILE_INVALID: (p: { file: string; found: string }) =>
    `${p.file} ${p.found}. Write: ${/\.c[jt]s$/.test(p.file) ? 'module.exports =' : 'export default'} defineApp({ routes })`,

  KFW_ROUTES_MISSING: (p: { file: string; given: boolean }) =>
    `${p.file} passes ${p.given ? 'routes that drawRoutes did not make' : 'no routes'} to defineApp. Write export default drawRoutes(…) in config/routes.ts, and defineApp({ routes }) in ${p.file}.`,

  KFW_APP_OPTION_UNKNOWN: (p: {
    unknown: readonly string[];
    meant: readonly (string | undefined)[];
    known: readonly string[];
  }) => {
    const named = p.unknown.map((name, index) => {
      const meant = p.meant[index];
      return meant === undefined ? `"${name}"` : `"${name}" (did you mean "${meant}"?)`;
    });
    const verb = named.length === 1 ? 'is not an option' : 'are not options';
    return `${named.join(', ')} ${verb} of defineApp. Options: ${p.known.join(', ')}.`;
  },

  KFW_TOPICS_UNDECLARED: (p: { topics: readonly { readonly topic: string; readonly uses: string }[] }) =>
    `${p.topics.length === 1 ? '1 topic is' : `${p.topics.length} topics are`} not declared, and strictTopics is on:\n${p.topics.map(({ topic, uses }) => `  - ${topic}: ${uses}`).join('\n')}\nDeclare each in config/topics.ts: topic('${p.topics[0]?.topic}', { partitions: 12 }).`,

  KFW_TYPES_STALE: (p: { files: readonly string[] }) =>
    `${p.files.join(', ')} ${p.files.length === 1 ? 'does' : 'do'} not match the .avsc files. Run \`kfw generate types\`.`,

  KFW_LOGGER_INVALID: (p: { given: string; missing: readonly string[] }) =>
    `the logger passed to defineApp (${p.given}) lacks ${p.missing.join(' and ')}. Pass one of pino, Fastify, winston or Nest, or an object with debug, info, warn and error: error(fields, message).`,

  KFW_CLOSING_TIMEOUT: (p: { timeoutMs: number }) =>
    `closing() of defineApp did not finish within ${p.timeoutMs} ms (shutdownTimeoutMs), so kfw stopped waiting for it.`,

  KFW_APP_CLOSED: () => 'the app is closed and no longer sends. Send before app.close(), or connect it again.',

  KFW_GROUP_UNKNOWN: (p: { group: string; meant: string }) =>
    `the group "${p.group}" is not in the routes, and has committed nothing on the cluster. Nothing was set. Did you mean "${p.meant}"?`,

  KFW_DELIVERIES_INVALID: (p: { problem: string }) =>
    `nothing was sent: ${p.problem} Call deliver('users', payload, { key }), or deliver([{ topic: 'users', payload, key }]).`,
  KFW_CONSUMER_NOT_FOUND: (p: { name: string; meant: string | undefined; known: readonly string[] }) =>
    `no file in app/ exports a consumer ${p.name}.${p.meant === undefined ? '' : ` Did you mean ${p.meant}?`} ${p.known.length === 0 ? 'It exports no consumers.' : `Known consumers: ${p.known.join(', ')}.`}`,

  KFW_TSX_MISSING: (p: { file: string }) =>
    `${p.file} is TypeScript, which runs through tsx here, and the app does not have tsx. Run: npm install --save-dev tsx. In production run the output of \`npm run build\` in dist, with KFW_ENV=production.`,

  KFW_SOURCE_INVALID: (p: { location: string; reason: string }) => `${p.location} does not compile: ${p.reason}.`,

  KFW_IMPORT_MISSING: (p: { file: string; imported: string }) =>
    `${p.file} imports ${p.imported}, which does not exist. Fix the path, or create the file.`,

  KFW_PACKAGE_MISSING: (p: { file: string; name: string }) =>
    `${p.file} imports the package ${p.name}, which is not installed. Run: npm install ${p.name}`,

  KFW_REGISTRY_MISSING: (p: { schema: string }) =>
    `${p.schema} is an Avro schema, and no registry is configured. Set registry.url in config/kafka.yml, or KFW_REGISTRY_URL.`,

  KFW_PROCESS_ENDED: (p: { after: string }) =>
    `the process ended (${p.after}) before the brokers acknowledged the message. Await deliver, or call flush() before the process ends.`,

  KFW_MESSAGES_LOST: (p: { messages: number }) =>
    `${p.messages === 1 ? '1 message was' : `${p.messages} messages were`} not delivered before the app closed; each is named by an event delivery.lost, and so in the log.`,

  KFW_HEALTH_UNUSABLE: (p: { address: string; reason: string }) =>
    `health cannot be served at ${p.address}: ${p.reason}. Name another HOST:PORT with --health, KFW_HEALTH or "health" in config/kafka.yml; port 0 takes a free one.`,

  KFW_ENDPOINT_TAKEN: (p: { path: string }) =>
    `${p.path} is served on the health address already. Give the second listener another path, or leave one of the two out of "listeners".`,

  KFW_ENDPOINT_INVALID: (p: { path: string }) =>
    `a listener serves ${JSON.stringify(p.path)}, which is not a path. Write it as /metrics: with a slash first, and without a query, a fragment or spaces.`,

  KFW_EMBEDDED_NOT_STARTED: (p: { logFile: string; log: string }) =>
    `the embedded broker did not start. The end of ${p.logFile}:\n${p.log || '(empty)'}`,

  KFW_EMBEDDED_STUCK: (p: { pid: number; lockFile: string }) =>
    `process ${p.pid} holds ${p.lockFile} and does not respond. End it (kill ${p.pid}); if it is not a broker of kfw, delete that file.`,

  KFW_EMBEDDED_LOST: (p: { reason: string }) =>
    `the embedded broker and registry have stopped and could not be restarted: ${p.reason}`,

  KFW_EMBEDDED_MOVED: (p: { brokers: string; registry: string }) =>
    `the embedded broker and registry stopped, and another program took one of their ports: they are now at ${p.brokers} and ${p.registry}. Restart this command to use them there.`,

  KFW_EMBEDDED_DATA_UNUSABLE: (p: { folder: string; reason: string }) =>
    `the embedded broker cannot keep its data in ${p.folder}: ${p.reason}. Fix that, or name another folder with \`kfw broker --data FOLDER\`.`,

  KFW_EMBEDDED_FOLDER_FOREIGN: (p: { folder: string; foreign: readonly string[] }) =>
    `${p.folder} is not a folder of kfw's embedded broker, or holds other files as well: kfw did not write ${listed(p.foreign)}. Nothing was changed. Name a new or an empty folder with --data, or move the other files away.`,

  KFW_EMBEDDED_PORT_UNUSABLE: (p: { what: string; option: string; address: string; reason: string }) =>
    `the ${p.what} cannot listen on ${p.address}: ${p.reason}. Name another port with ${p.option}; 0 takes a free one.`,

  KFW_EMBEDDED_RUNNING: (p: { pid: number; brokers: string; folder: string }) =>
    `process ${p.pid} already runs a broker on ${p.folder}, at ${p.brokers}. Use that one, end it, or name another folder with --data.`,
};

/** The first few of a list that may be long. */
function listed(names: readonly string[]): string {
  const more = names.length - shownNames;
  return more > 0 ? `${names.slice(0, shownNames).join(', ')} and ${more} more` : names.join(', ');
}

const shownNames = 3;

export const kfwError = defineErrors(errorTable);
