import { obtainChromium } from './binaries/chromium.js';
import { obtainTemporalCli } from './binaries/temporal-cli.js';
import { obtainTestServer } from './binaries/test-server.js';
import { runScript } from './run/run-script.js';

/** Obtains both servers and the browser of the tests where they are missing, and prints their paths as JSON. */
await runScript(async () => {
  const temporalCli = await obtainTemporalCli();
  const testServer = await obtainTestServer();
  const chromium = await obtainChromium();
  process.stdout.write(`${JSON.stringify({ temporalCli, testServer, chromium })}\n`);
  return 0;
});
