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
    "lint": "biome check",
    "format": "biome check --write",
    "test": "kfw generate types --check && jest",
    "typecheck": "tsc --noEmit",
    "build": "kfw generate types --check && tsc -p tsconfig.build.json"
  },
  "dependencies": {
    "kfw": "^{{version}}"
  },
  "devDependencies": {
    "@biomejs/biome": "2.6.8",
    "@jest/globals": "^30.5.0",
    "@kfw/testing": "^{{version}}",
    "@swc/core": "^1.16.0",
    "@swc/jest": "^0.2.39",
    "@types/node": "^24.0.0",
    "jest": "^30.5.0",
    "tsx": "^4.23.0",
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
