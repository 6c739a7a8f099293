/** The code of an error of Node's own, such as `ENOENT`; `undefined` for any other. */
export function systemCode(thrown: unknown): string | undefined {
  return (thrown as NodeJS.ErrnoException | undefined)?.code;
}
