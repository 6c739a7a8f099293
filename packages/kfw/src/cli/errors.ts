/** The errors of the command line. Those of boot and of brokers are in their own tables. */
import { defineErrors } from '@kfw/core';

export const cliErrorTable = {
  /** Commander's message about a command line. */
  KFW_USAGE: (p: { message: string }) => p.message,
  KFW_INTERRUPTED: (p: { hint?: string }) => (p.hint === undefined ? 'interrupted.' : `interrupted. ${p.hint}`),
  KFW_UNCAUGHT: (p: { how: string; summary: string; isEmitted: boolean }) =>
    `${p.how} in the app: ${p.summary}${p.isEmitted ? "\nIt was emitted as an 'error' event that has no listener. Add .on('error', …) where its emitter (a pool, a socket, a stream) is created." : ''}`,
  KFW_OUTPUT_FAILED: (p: { reason: string }) => `standard output cannot be written: ${p.reason}.`,
  KFW_NO_APP: (p: { folder: string }) =>
    `there is no app here: neither ${p.folder} nor a folder above it has a kfw.ts. ` +
    'Run this in an app, or create one with `kfw new DIR`.',
  KFW_FOLDER_NOT_EMPTY: (p: { folder: string }) =>
    `${p.folder} is not empty. Name a folder that is empty or does not exist yet.`,
  KFW_FOLDER_IS_FILE: (p: { folder: string }) =>
    `${p.folder} is a file. Name a folder that is empty or does not exist yet.`,
  KFW_APP_NAME_INVALID: (p: { name: string; suggestion: string }) =>
    `an app cannot be called "${p.name}": the name of its folder becomes that of an npm package (lower-case letters, ` +
    `digits, "-", "_" and "."; not a package that it uses itself). Try "${p.suggestion}".`,
  KFW_BROKER_INVALID: (p: { given: string }) =>
    `--broker takes HOST:PORT, such as localhost:9092, or several with commas; got "${p.given}".`,
  KFW_REGISTRY_INVALID: (p: { given: string }) =>
    `--registry takes the http or https URL of a schema registry, such as http://localhost:8081; got "${p.given}".`,
  KFW_WITH_UNKNOWN: (p: { given: string; meant: string | undefined; known: readonly string[] }) =>
    `--with does not know "${p.given}".${p.meant === undefined ? '' : ` Did you mean ${p.meant}?`} It takes ${p.known.join(', ')}, or several of them with commas.`,
  KFW_TEMPLATES_MISSING: (p: { looked: string }) =>
    `this installation of kfw has no templates (looked in ${p.looked}). Reinstall it.`,
  KFW_TEMPLATE_INVALID: (p: { template: string; placeholder: string }) =>
    `the template ${p.template} asks for {{${p.placeholder}}}, which has no value.`,
  KFW_INSTALL_FAILED: (p: { folder: string; status: string; output: string }) =>
    `npm install failed (${p.status}). The app is complete in ${p.folder}: fix what npm reports below, then run ` +
    `\`npm install\` there.\n${p.output}`,
  KFW_PACK_FAILED: (p: { status: string; output: string }) =>
    `npm pack failed (${p.status}), so the app has no vendor/ and its package.json names versions that may not ` +
    `be published. Fix what npm reports below, remove the app's folder, and run the command again.\n${p.output}`,
  KFW_FILE_EXISTS: (p: { files: readonly string[] }) =>
    `${p.files.join(', ')} ${p.files.length === 1 ? 'already exists' : 'already exist'}, so nothing was written. ` +
    'Use --force to overwrite.',
  KFW_NAME_INVALID: (p: { given: string }) =>
    `"${p.given}" cannot become a class name. Use words of letters and digits that begin with a letter, such as users.`,
  KFW_APP_IS_JAVASCRIPT: (p: { kind: string; file: string }) =>
    `this app is JavaScript (${p.file}), and \`kfw generate ${p.kind}\` writes TypeScript, so nothing was written. ` +
    'Write the class by hand: docs/reference/cli.md shows one in JavaScript.',
  KFW_SCHEMA_FILE_MISSING: (p: { file: string; schema: string }) =>
    `there is no ${p.file}. Create it first: kfw generate schema ${p.schema}`,

  KFW_SCHEMAS_INCOMPATIBLE: (p: { subjects: readonly string[] }) =>
    `the registry would reject the app's schemas for ${p.subjects.join(', ')}. Change the ` +
    `${p.subjects.length === 1 ? 'schema' : 'schemas'} so that both versions can be read, or the compatibility level of the subject.`,
  KFW_SCHEMAS_MISSING: (p: { subjects: readonly string[] }) =>
    `${p.subjects.join(', ')} ${p.subjects.length === 1 ? 'lacks its schema' : 'lack their schemas'} in the registry. ` +
    'Run `npx kfw schemas register` before the deploy.',
  KFW_NO_CLUSTER: (p: { folder: string }) =>
    `no cluster is named: there is no app in ${p.folder} or above it, and no configuration. Run this in an app, or name the ` +
    'brokers: --brokers HOST:PORT.',
  KFW_PARKED_LETTERS: (p: { topic: string }) =>
    `the letters of ${p.topic} have been replayed too often, and are parked there. To replay them again, fix the cause, ` +
    `and give a --max-replays that is greater than their number of replays: \`kfw dlq show ${p.topic}\` has it.`,
  KFW_REPLAY_INCOMPLETE: (p: { topic: string; failed: number; hasStopped: boolean }) =>
    `${p.failed} ${p.failed === 1 ? 'letter' : 'letters'} of ${p.topic} could not be replayed and ${p.failed === 1 ? 'remains a dead letter' : 'remain dead letters'}. ` +
    (p.hasStopped
      ? 'The replay stopped there, so that nothing overtakes it: fix the cause and run it again, or give --keep-going.'
      : 'Fix the cause, and run it again.'),
  KFW_TRANSFORM_INVALID: (p: { file: string; found: string }) =>
    `--transform takes a file whose default export is a function: (message) => message. ${p.file} ${p.found}.`,
  KFW_TRANSFORM_RETURNED: (p: { returned: string }) =>
    `the transform must return a message with key, payload and headers, or null to drop it; it returned ${p.returned === 'object' ? 'an object that lacks one of them' : p.returned}.`,
  KFW_TRANSFORM_UNENCODED: (p: { topic: string; side: string }) =>
    `the ${p.side} was changed, and no schema of ${p.topic} is known to encode it. Run this in the app whose routes or responders declare it.`,
  KFW_CONSUMER_NEEDS_APP: () => '--to-consumer calls the consumers of an app. Run this in its folder.',
  KFW_REPLAY_SEEKS: () =>
    'a handler cannot seek while dead letters are replayed to it: they have no other messages around them.',
  KFW_NOT_CONFIRMED: () => 'not confirmed: nothing was changed.',
  KFW_CONFIRMATION_NEEDED: () => 'this command asks before it changes anything, but there is no terminal. Give --yes.',
  KFW_TOPICS_NEED_APP: (p: { folder: string }) =>
    `this compares the topics that an app declares and implies with a cluster, and there is no app in ${p.folder} or above ` +
    'it. Run it in an app; `kfw topics list` and `kfw topics describe` need none.',
  KFW_TOPICS_NOT_APPLIED: (p: { failed: number; left: number }) =>
    `${p.failed === 1 ? '1 change' : `${p.failed} changes`} failed${p.left === 0 ? '' : `, and ${p.left} were not begun`}: see the ` +
    'results. What is done stays done; fix the cause and run it again.',
  KFW_TOPICS_NOT_CREATABLE: (p: { topics: readonly string[] }) =>
    `${p.topics.length === 1 ? '1 topic is' : `${p.topics.length} topics are`} missing and cannot be created, as ` +
    `${p.topics.length === 1 ? 'it declares' : 'they declare'} more replicas than the cluster has brokers: ${p.topics.join(', ')}. ` +
    'Declare a lower replicationFactor for this environment, or add brokers.',
  KFW_TOPIC_INTERNAL: (p: { topic: string }) =>
    `${p.topic} belongs to Kafka itself: the cluster would lose committed offsets or transactions. It is not deleted here.`,
  KFW_LAG_EXCEEDED: (p: {
    maxLag: number | undefined;
    maxSeconds: number | undefined;
    partitions: readonly string[];
  }) =>
    `${p.partitions.length === 1 ? '1 partition is' : `${p.partitions.length} partitions are`} over ${limitsText(p)}:\n${p.partitions.map((partition) => `  - ${partition}`).join('\n')}`,
  KFW_GROUP_IDLE: (p: { groups: readonly string[]; maxLag: number | undefined; maxSeconds: number | undefined }) =>
    `${limitsText(p)} cannot be judged: ${p.groups.join(', ')} ${p.groups.length === 1 ? 'reads' : 'read'} nothing, without members that have partitions and without a committed offset. ` +
    'Has it ever run, and under this name? `kfw groups list` shows all.',
  KFW_GROUPS_NOT_DELETED: (p: { reasons: readonly string[] }) =>
    `${p.reasons.length === 1 ? '1 group was' : `${p.reasons.length} groups were`} not deleted:\n${p.reasons.map((reason) => `  - ${reason}`).join('\n')}`,
  KFW_OFFSETS_NOT_DELETED: (p: { group: string; reasons: readonly string[] }) =>
    `${p.reasons.length === 1 ? '1 offset' : `${p.reasons.length} offsets`} of ${p.group} cannot be deleted:\n${p.reasons.map((reason) => `  - ${reason}`).join('\n')}\nOffsets of a topic stay while members are subscribed to it: stop them first, or deploy them without it.`,
  KFW_SERVER_NOT_NAMED: (p: { reason: string }) =>
    `which server? ${p.reason} Start it with an address for this, \`kfw server --health 8080\`, and name it here: ` +
    '`kfw top --url http://localhost:8080`.',
  KFW_SERVER_UNREACHABLE: (p: { url: string; reason: string }) =>
    `no server answers at ${p.url}: ${p.reason}. A server answers at the address of its \`health\` (\`kfw server --health 8080\`), ` +
    'which its log names; --url names another one.',
  KFW_STATUS_INVALID: (p: { url: string; found: string }) =>
    `what answers at ${p.url} is not the status of a kfw server: ${p.found}. --url takes the address of its \`health\`, and the ` +
    'server must not be older than this command.',
  KFW_OPTION_INVALID: (p: { option: string; expected: string; given: string }) =>
    `${p.option} takes ${p.expected}; got "${p.given}".`,
  KFW_EXPRESSION_INVALID: (p: { option: string; source: string; reason: string; variables: readonly string[] }) =>
    `${p.option} '${p.source}' cannot be used: ${p.reason}\nVariables: ${p.variables.join(', ')}, and message with all of them.`,
  KFW_PRODUCE_FILE_UNREADABLE: (p: { file: string; reason: string }) => `${p.file} cannot be read: ${p.reason}.`,
  KFW_PRODUCE_SCHEMA_UNUSABLE: (p: { subject: string; reason: string }) =>
    `messages cannot be written by the last schema of subject "${p.subject}": ${p.reason}.`,
  /** The first of them. */
  KFW_PRODUCE_LINES_INVALID: (p: {
    lines: readonly { readonly number: number; readonly reason: string }[];
    count: number;
    isSent: boolean;
  }) =>
    `${p.count === 1 ? '1 line cannot be sent' : `${p.count} lines cannot be sent`}${p.isSent ? '' : ', so nothing was sent'}:` +
    `${p.lines.map(({ number, reason }) => `\n  - line ${number}: ${reason}.`).join('')}` +
    `${p.count > p.lines.length ? `\n  - and ${p.count - p.lines.length} more` : ''}`,
} as const;

function limitsText({ maxLag, maxSeconds }: { maxLag: number | undefined; maxSeconds: number | undefined }): string {
  const limits = [
    ...(maxLag === undefined ? [] : [`--max-lag ${maxLag}`]),
    ...(maxSeconds === undefined ? [] : [`--max-seconds ${maxSeconds}`]),
  ];
  return limits.join(' or ');
}

export const cliError = defineErrors(cliErrorTable);
