/** The module name of a schema file: `user_event.avsc`, `UserEvent.avsc` → `user-event`. */
export function moduleName(fileName: string): string {
  return fileName
    .replace(/\.avsc$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .toLowerCase();
}
