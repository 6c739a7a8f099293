/** Lets a process of its own run the sources: their relative imports name the `.js` files that a build would make. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const relative = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return nextResolve(relative ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
