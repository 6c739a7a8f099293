/** Declares `kfw generate` and its subcommands. */
import type { Command } from 'commander';
import { example, type GlobalOptions } from '../command-options.js';
import type { GeneratorKind } from '../generate/generate-files.js';

interface GenerateOptions extends GlobalOptions {
  readonly schema?: string;
  readonly force?: boolean;
}

const kinds: readonly { kind: GeneratorKind; description: string; example: string; takesSchema: boolean }[] = [
  {
    kind: 'consumer',
    description: 'write a consumer, app/consumers/NAME-consumer.ts, and its test',
    example: 'kfw generate consumer orders --schema order_event',
    takesSchema: true,
  },
  {
    kind: 'responder',
    description: 'write a responder, app/responders/NAME-responder.ts, and its test',
    example: 'kfw generate responder orders --schema order_event',
    takesSchema: true,
  },
  {
    kind: 'schema',
    description: 'write an Avro schema, app/schemas/NAME.avsc, and its type',
    example: 'kfw generate schema order_event',
    takesSchema: false,
  },
  {
    kind: 'topic',
    description:
      'write the schema, the consumer and the responder of a topic with their tests, and say which route to add',
    example: 'kfw generate topic billing.invoices',
    takesSchema: true,
  },
];

const sameNames = 'such as users; Users, users-consumer and UsersConsumer mean the same';

export function registerGenerate(program: Command): void {
  const generate = program
    .command('generate')
    .alias('g')
    .description('write the files of a consumer, a responder, a schema or a topic')
    .addHelpText('after', example('kfw generate topic orders'));
  for (const kind of kinds) registerKind(generate, kind);
  registerTypes(generate);
}

function registerKind(
  generate: Command,
  { kind, description, example: line, takesSchema }: (typeof kinds)[number],
): void {
  const command = generate
    .command(kind)
    .description(description)
    .argument('<name>', kind === 'topic' ? 'of the topic, used exactly as typed' : sameNames)
    .option(
      '--force',
      takesSchema ? 'overwrite files that exist; an .avsc file and tests are kept' : 'overwrite files that exist',
    );
  if (takesSchema)
    command.option('--schema <name>', 'the schema of the payload; default: NAME in the singular, and _event');
  command.addHelpText('after', example(line)).action(async (name: string, _options: unknown, self: Command) => {
    const { schema, force, json } = self.optsWithGlobals<GenerateOptions>();
    const { generateFiles } = await import('../generate/generate-files.js');
    await generateFiles({ kind, name, schema, force, json });
  });
}

function registerTypes(generate: Command): void {
  generate
    .command('types')
    .description('write the TypeScript types of app/schemas/*.avsc')
    .option('--check', 'write nothing; exit 1 when a type is out of date')
    .addHelpText('after', example('kfw generate types --check'))
    .action(async (_options: unknown, self: Command) => {
      const { check, json } = self.optsWithGlobals<GlobalOptions & { check?: boolean }>();
      const { generateTypes } = await import('../generate/generate-types.js');
      await generateTypes({ check, json });
    });
}
