/**
 * The storage of the cluster id and the topics: one JSON file in the data folder, replaced as a whole, so that a kill
 * leaves the old or the new one.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { brokerError } from '../errors.js';

export interface StoredTopic {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
  readonly overrides: Readonly<Record<string, string>>;
}

export interface StoredCatalog {
  readonly clusterId: string;
  readonly topics: readonly StoredTopic[];
}

export interface CatalogStore {
  /** `undefined` when nothing is stored yet. */
  read(): Promise<StoredCatalog | undefined>;
  write(catalog: StoredCatalog): Promise<void>;
}

/** For a broker in memory: survives its restarts. */
export class CatalogInMemory implements CatalogStore {
  #catalog: StoredCatalog | undefined;

  async read(): Promise<StoredCatalog | undefined> {
    return this.#catalog;
  }

  async write(catalog: StoredCatalog): Promise<void> {
    this.#catalog = catalog;
  }
}

export class CatalogFile implements CatalogStore {
  readonly #file: string;

  constructor(private readonly dataFolder: string) {
    this.#file = path.join(dataFolder, 'topics.json');
  }

  async read(): Promise<StoredCatalog | undefined> {
    const text = await readFile(this.#file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: this.#file, reason: cause.message }, { cause });
    });
    return text === undefined ? undefined : this.#parsed(text);
  }

  async write(catalog: StoredCatalog): Promise<void> {
    const next = `${this.#file}.next`;
    try {
      await mkdir(this.dataFolder, { recursive: true });
      const file = await open(next, 'w');
      try {
        await file.writeFile(JSON.stringify(catalog));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(next, this.#file);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: this.#file, reason }, { cause });
    }
  }

  #parsed(text: string): StoredCatalog {
    try {
      const catalog: unknown = JSON.parse(text);
      if (isCatalog(catalog)) return catalog;
    } catch (cause) {
      throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: this.#file, reason: 'it is not JSON' }, { cause });
    }
    throw brokerError('KFW_BROKER_DATA_UNUSABLE', { file: this.#file, reason: 'it holds no topics' });
  }
}

function isCatalog(value: unknown): value is StoredCatalog {
  const { clusterId, topics } = (value ?? {}) as Partial<StoredCatalog>;
  return typeof clusterId === 'string' && Array.isArray(topics) && topics.every(isTopic);
}

function isTopic(value: unknown): value is StoredTopic {
  const { name, id, partitions, overrides } = (value ?? {}) as Partial<StoredTopic>;
  const named = typeof name === 'string' && typeof id === 'string' && typeof overrides === 'object';
  return named && Number.isInteger(partitions);
}
