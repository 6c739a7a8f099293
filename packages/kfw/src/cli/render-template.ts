/** Templates: text with `{{name}}` in it and nothing else, no conditions and no loops. */
import { cliError } from './errors.js';

/** Puts the values in. Throws `KFW_TEMPLATE_INVALID` for a placeholder without a value; `template` names it. */
export function renderTemplate(text: string, values: Readonly<Record<string, string>>, template: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) throw cliError('KFW_TEMPLATE_INVALID', { template, placeholder });
    return value;
  });
}
