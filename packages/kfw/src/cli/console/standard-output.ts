/**
 * Keeps standard output for one value: whatever else the app writes there (a `console.log`, a listener) goes to
 * standard error, so that the output of `kfw console -e` can be piped into another program.
 */

/** Returns the only way left to write to standard output. */
export function reserveStandardOutput(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (text) => {
    if (text !== '') write(text);
  };
}
