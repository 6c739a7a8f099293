/** Stands for the app's own code: what it does with payments, visits and pages. */

export async function charge(_customer: string, _total: number, _options: { signal: AbortSignal }): Promise<void> {}

export async function insertVisits(_visits: readonly unknown[]): Promise<void> {}

export async function banUser(_id: number): Promise<void> {}

export async function countryOf(_address: string): Promise<string> {
  return 'NL';
}

export async function killDragon(_hero: string, _dragon: string): Promise<void> {}
