import { buildPackage } from './package/build-package.js';
import { runScript } from './run/run-script.js';

await runScript(async () => {
  await buildPackage();
  return 0;
});
