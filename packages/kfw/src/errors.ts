/**
 * The errors of configuration, boot and delivery. Each says what is wrong and what to do about it; docs list them
 * with those of the other packages.
 */
import { defineErrors } from '@kfw/core';

export const errorTable = {
  KFW_CONFIG_MISSING: ({ file, root }: { file: string; root: string }) =>
    `there is no ${file} in ${root}. Create it (\`npx kfw new\` writes one), or set KFW_BROKERS.`,

  KFW_CONFIG_INVALID: ({ environment, mistakes }: { environment: string; mistakes: readonly string[] }) => {
    const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
    return [`the configuration for ${environment} has ${count}:`, ...mistakes].join('\n  ');
  },
  KFW_BOOT_FILE_MISSING: ({ root }: { root: string }) =>
    `there is no boot file in ${root}: neither kfw.ts nor kfw.js (or one that ends in .mts, .cts, .mjs or .cjs), nor dist/kfw.js. Run this in the folder of an app.`,

  KFW_BOOT_FILE_INVALID: ({ file, found }: { file: string; found: string }) =>
    `${file} ${found}. Let it say: ${/\.c[jt]s$/.test(file) ? 'module.exports =' : 'export default'} defineApp({ routes })`,

  KFW_ROUTES_MISSING: ({ file, given }: { file: string; given: boolean }) =>
    `${file} gives defineApp ${given ? 'routes that drawRoutes did not make' : 'no routes'}. Let config/routes.ts say: export default drawRoutes(…), and ${file}: defineApp({ routes })`,

  KFW_TYPES_STALE: ({ files }: { files: readonly string[] }) =>
    `${files.join(', ')} ${files.length === 1 ? 'does' : 'do'} not match the .avsc files. Run \`kfw generate types\`.`,

  KFW_LOGGER_INVALID: ({ given, missing }: { given: string; missing: readonly string[] }) =>
    `the logger that defineApp is given (${given}) lacks ${missing.join(' and ')}. Give one of pino, Fastify, winston or Nest, or an object with debug, info, warn and error: error(fields, message).`,

  KFW_CLOSING_TIMEOUT: ({ timeoutMs }: { timeoutMs: number }) =>
    `closing() of defineApp was not done after ${timeoutMs} ms (shutdownTimeoutMs), and is not waited for.`,

  KFW_APP_CLOSED: () => 'the app is closed, and sends nothing any more. Send before app.close(), or connect it again.',

  KFW_GROUP_UNKNOWN: ({ group, meant }: { group: string; meant: string }) =>
    `the group "${group}" is not in the routes, and has committed nothing on the cluster. Nothing was set. Did you mean "${meant}"?`,

  KFW_DELIVERIES_INVALID: ({ problem }: { problem: string }) =>
    `Nothing was sent. ${problem} Call deliver('users', payload, { key }), or deliver([{ topic: 'users', payload, key }]).`,
  KFW_CONSUMER_NOT_FOUND: ({
    name,
    meant,
    known,
  }: {
    name: string;
    meant: string | undefined;
    known: readonly string[];
  }) =>
    `no file below app/ exports a consumer ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`} ${known.length === 0 ? 'It exports none.' : `There is: ${known.join(', ')}.`}`,

  KFW_TSX_MISSING: ({ file }: { file: string }) =>
    `${file} is TypeScript, which runs through tsx here, and the app does not have tsx. Run: npm install --save-dev tsx. In production run what \`npm run build\` puts into dist, with KFW_ENV=production.`,

  KFW_SOURCE_INVALID: ({ place, reason }: { place: string; reason: string }) => `${place} does not compile: ${reason}.`,

  KFW_IMPORT_MISSING: ({ file, imported }: { file: string; imported: string }) =>
    `${file} imports ${imported}, which does not exist. Mend the path, or make the file.`,

  KFW_PACKAGE_MISSING: ({ file, name }: { file: string; name: string }) =>
    `${file} imports the package ${name}, which is not installed. Run: npm install ${name}`,

  KFW_REGISTRY_MISSING: ({ schema }: { schema: string }) =>
    `${schema} is an Avro schema, and no registry is configured. Set registry.url in config/kafka.yml, or KFW_REGISTRY_URL.`,

  KFW_PROCESS_ENDED: ({ after }: { after: string }) =>
    `the process ended (${after}) before the brokers had acknowledged it. Await deliver, or flush() before the end.`,

  KFW_MESSAGES_LOST: ({ messages }: { messages: number }) =>
    `${messages === 1 ? '1 message was' : `${messages} messages were`} not delivered before the end; the events delivery.lost, and with them the log, name each.`,

  KFW_HEALTH_UNUSABLE: ({ address, reason }: { address: string; reason: string }) =>
    `health cannot be served at ${address}: ${reason}. Name another HOST:PORT with --health, KFW_HEALTH or "health" in config/kafka.yml; port 0 takes a free one.`,

  KFW_EMBEDDED_NOT_STARTED: ({ logFile, log }: { logFile: string; log: string }) =>
    `the embedded broker did not start. The end of ${logFile}:\n${log || '(empty)'}`,

  KFW_EMBEDDED_STUCK: ({ pid, lockFile }: { pid: number; lockFile: string }) =>
    `process ${pid} holds ${lockFile} and does not answer. End it (kill ${pid}); when it is no broker of kfw, delete that file.`,

  KFW_EMBEDDED_LOST: ({ reason }: { reason: string }) =>
    `the embedded broker and registry have ended and could not be started again: ${reason}`,

  KFW_EMBEDDED_MOVED: ({ brokers, registry }: { brokers: string; registry: string }) =>
    `the embedded broker and registry had ended, and something else has taken a port of theirs: they are now at ${brokers} and ${registry}. Start this command again to use them there.`,

  KFW_EMBEDDED_DATA_UNUSABLE: ({ folder, reason }: { folder: string; reason: string }) =>
    `the embedded broker cannot keep its data in ${folder}: ${reason}. Mend that, or name another folder with \`kfw broker --data FOLDER\`.`,

  KFW_EMBEDDED_FOLDER_FOREIGN: ({ folder, foreign }: { folder: string; foreign: readonly string[] }) =>
    `${folder} is no folder of kfw's embedded broker, or not that alone: kfw did not write ${listed(foreign)}. Nothing was changed. Name a new or an empty folder with --data, or move what is not kfw's away.`,

  KFW_EMBEDDED_PORT_UNUSABLE: (p: { what: string; option: string; address: string; reason: string }) =>
    `the ${p.what} cannot listen on ${p.address}: ${p.reason}. Name another port with ${p.option}; 0 takes a free one.`,

  KFW_EMBEDDED_RUNNING: ({ pid, brokers, folder }: { pid: number; brokers: string; folder: string }) =>
    `process ${pid} runs a broker on ${folder} already, at ${brokers}. Use that one, end it, or name another folder with --data.`,
};

/** The first few of a list that may be long. */
function listed(names: readonly string[]): string {
  const more = names.length - shownNames;
  return more > 0 ? `${names.slice(0, shownNames).join(', ')} and ${more} more` : names.join(', ');
}

const shownNames = 3;

export const kfwError = defineErrors(errorTable);
