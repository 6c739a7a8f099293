// Required before a script, makes it believe that it runs on a Node that is too old for kfw.
Object.defineProperty(process, 'version', { value: 'v20.1.0' });
