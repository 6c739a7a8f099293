/** The state of a registry and its log: a change is on disk first. */
import type { CompatibilityLevel } from '@kfw/schema-compat';
import { RegistryError } from '../registry-error.js';
import type { RegistryLimits } from '../registry-options.js';
import type { Change } from './change.js';
import { type ChangeLog, memoryLog, openChangeLog } from './change-log.js';
import { RegistryState } from './registry-state.js';

export interface StoreOptions {
  readonly data: string | undefined;
  readonly compatibility: CompatibilityLevel;
  readonly limits: RegistryLimits;
}

export class Store {
  readonly state = new RegistryState();
  readonly limits: RegistryLimits;
  readonly #log: ChangeLog;
  readonly #defaultLevel: CompatibilityLevel;

  /** @throws RegistryStartError */
  constructor({ data, compatibility, limits }: StoreOptions) {
    this.limits = limits;
    this.#defaultLevel = compatibility;
    this.#log = data === undefined ? memoryLog : openChangeLog(data, (change) => this.state.apply(change));
  }

  get globalLevel(): CompatibilityLevel {
    return this.state.globalLevel ?? this.#defaultLevel;
  }

  levelOf(subject: string): CompatibilityLevel {
    return this.state.levels.get(subject) ?? this.globalLevel;
  }

  change(change: Change): void {
    this.#refuseBeyondLimit(change);
    try {
      this.#log.append(change);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new RegistryError(500, 50001, `The change cannot be written to disk: ${reason}`);
    }
    this.state.apply(change);
  }

  close(): void {
    this.#log.close();
  }

  #refuseBeyondLimit(change: Change): void {
    const { versionCount, levels, modes } = this.state;
    const adds =
      change.change === 'version' ||
      (change.change === 'level' && change.level !== undefined) ||
      (change.change === 'mode' && change.mode !== undefined);
    if (!adds || versionCount + levels.size + modes.size < this.limits.maxVersions) return;
    throw new RegistryError(
      507,
      50701,
      `The registry holds ${this.limits.maxVersions} versions and settings, which is its limit. Delete some permanently, or raise maxVersions.`,
    );
  }
}
