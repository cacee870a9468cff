import { obtainTemporalCli } from './binaries/temporal-cli.js';
import { obtainTestServer } from './binaries/test-server.js';
import { runScript } from './run/run-script.js';

/** Prints the paths of both servers as JSON, having obtained what was missing. */
await runScript(async () => {
  const temporalCli = await obtainTemporalCli();
  const testServer = await obtainTestServer();
  process.stdout.write(`${JSON.stringify({ temporalCli, testServer })}\n`);
  return 0;
});
