worker_1: exec node node_modules/kfw/bin/kfw.js server{{workerHealth1}}
worker_2: exec node node_modules/kfw/bin/kfw.js server{{workerHealth2}}
