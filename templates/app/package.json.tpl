{
  "name": "{{name}}",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "engines": {
    "node": ">=22.22"
  },
  "scripts": {
    "server": "kfw server",
    "console": "kfw console",
    "types": "kfw generate types",
    "test": "jest",
    "typecheck": "tsc --noEmit",
    "build": "tsc -p tsconfig.build.json"
  },
  "dependencies": {
    "kfw": "^{{version}}"
  },
  "devDependencies": {
    "@jest/globals": "^30.5.0",
    "@kfw/testing": "^{{version}}",
    "@swc/core": "^1.16.0",
    "@swc/jest": "^0.2.39",
    "@types/node": "^24.0.0",
    "jest": "^30.5.0",
    "typescript": "^7.0.2"
  },
  "allowScripts": {
    "@parcel/watcher": false,
    "@swc/core": false,
    "esbuild": false,
    "protobufjs": false,
    "unrs-resolver": false
  }
}
