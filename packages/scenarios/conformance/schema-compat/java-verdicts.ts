/** Java Avro's verdicts, from the program in this folder. */
import path from 'node:path';
import { askJavaAvro } from '../java-avro.js';

/** Texts of a reader and a writer. */
export type SchemaPair = readonly [reader: string, writer: string];

export type JavaVerdict =
  | {
      readonly compatible: boolean;
      /** `RULE /place`. */
      readonly found: readonly string[];
    }
  /** It cannot compare them: a registry takes that for incompatible. */
  | { readonly thrown: string }
  /** It takes one of the two for no schema. */
  | { readonly invalid: string };

export async function javaVerdicts(pairs: readonly SchemaPair[]): Promise<JavaVerdict[]> {
  return (await askJavaAvro(path.join(__dirname, 'JavaVerdicts.java'), pairs)) as JavaVerdict[];
}
