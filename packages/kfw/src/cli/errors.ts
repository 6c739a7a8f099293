/** The errors of the command line. Those of boot and of brokers are in their own tables. */
import { defineErrors } from '@kfw/core';

export const cliErrorTable = {
  /** Commander's message about a command line. */
  KFW_USAGE: ({ message }: { message: string }) => message,
  KFW_INTERRUPTED: ({ hint }: { hint?: string }) => (hint === undefined ? 'interrupted.' : `interrupted. ${hint}`),
  KFW_UNCAUGHT: ({ how, summary, isEmitted }: { how: string; summary: string; isEmitted: boolean }) =>
    `${how} in the app: ${summary}${isEmitted ? "\nIt was emitted as 'error', and nobody listened. Where what emits it (a pool, a socket, a stream) is made, add .on('error', …)." : ''}`,
  KFW_NO_APP: ({ folder }: { folder: string }) =>
    `there is no app here: neither ${folder} nor a folder above it has a kfw.ts. ` +
    'Go into an app, or make one with `kfw new DIR`.',
  KFW_FOLDER_NOT_EMPTY: ({ folder }: { folder: string }) =>
    `${folder} is not empty. Name a folder that is empty or does not exist yet.`,
  KFW_FOLDER_IS_FILE: ({ folder }: { folder: string }) =>
    `${folder} is a file. Name a folder that is empty or does not exist yet.`,
  KFW_APP_NAME_INVALID: ({ name, suggestion }: { name: string; suggestion: string }) =>
    `an app cannot be called "${name}": the name of its folder becomes that of an npm package (lower-case letters, ` +
    `digits, "-", "_" and "."; no package that it uses itself). Try "${suggestion}".`,
  KFW_BROKER_INVALID: ({ given }: { given: string }) =>
    `--broker takes HOST:PORT, such as localhost:9092, or several with commas; got "${given}".`,
  KFW_REGISTRY_INVALID: ({ given }: { given: string }) =>
    `--registry takes the http or https URL of a schema registry, such as http://localhost:8081; got "${given}".`,
  KFW_TEMPLATES_MISSING: ({ looked }: { looked: string }) =>
    `this installation of kfw has no templates (looked in ${looked}). Install it again.`,
  KFW_TEMPLATE_INVALID: ({ template, placeholder }: { template: string; placeholder: string }) =>
    `the template ${template} asks for {{${placeholder}}}, which nothing gives it.`,
  KFW_INSTALL_FAILED: ({ folder, status, output }: { folder: string; status: string; output: string }) =>
    `npm install failed (${status}). The app is complete in ${folder}: mend what npm says here, then run ` +
    `\`npm install\` there.\n${output}`,
  KFW_PACK_FAILED: ({ status, output }: { status: string; output: string }) =>
    `npm pack failed (${status}), so the app has no vendor/ and its package.json names versions that no registry may ` +
    `have. Put right what npm says here, remove the app's folder, and run the command again.\n${output}`,
  KFW_FILE_EXISTS: ({ files }: { files: readonly string[] }) =>
    `${files.join(', ')} ${files.length === 1 ? 'exists' : 'exist'} already, so nothing was written. ` +
    'Use --force to overwrite.',
  KFW_NAME_INVALID: ({ given }: { given: string }) =>
    `"${given}" makes no class name. Use words of letters and digits that begin with a letter, such as users.`,
  KFW_APP_IS_JAVASCRIPT: ({ kind, file }: { kind: string; file: string }) =>
    `this app is JavaScript (${file}), and \`kfw generate ${kind}\` writes TypeScript, so nothing was written. ` +
    'Write the class by hand: docs/reference/cli.md shows one in JavaScript.',
  KFW_SCHEMA_FILE_MISSING: ({ file, schema }: { file: string; schema: string }) =>
    `there is no ${file}. Make it first: kfw generate schema ${schema}`,

  KFW_SCHEMAS_INCOMPATIBLE: ({ subjects }: { subjects: readonly string[] }) =>
    `the registry would refuse what the app writes to ${subjects.join(', ')}. Change the ` +
    `${subjects.length === 1 ? 'schema' : 'schemas'} so that both versions can be read, or the compatibility level of the subject.`,
  KFW_SCHEMAS_MISSING: ({ subjects }: { subjects: readonly string[] }) =>
    `${subjects.join(', ')} ${subjects.length === 1 ? 'lacks its schema' : 'lack their schemas'} in the registry. ` +
    'Run `npx kfw schemas register` before the deploy.',
  KFW_OPTION_INVALID: ({ option, expected, given }: { option: string; expected: string; given: string }) =>
    `${option} takes ${expected}; got "${given}".`,
} as const;

export const cliError = defineErrors(cliErrorTable);
