/** Lets a separate process run the sources: their relative imports name the `.js` files that a build creates. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const relative = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return nextResolve(relative ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
