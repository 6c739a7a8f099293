/** One line that the scenario compares; the log has lines of its own. */
export function trace(who: string, what: string): void {
  process.stdout.write(`trace ${who}: ${what}\n`);
}
