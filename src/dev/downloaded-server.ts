import { createRequire } from 'node:module';
import { Runtime } from '@temporalio/worker';
import { type DevServer, searchAttributeArguments } from './dev-server.js';
import { noTemporalCli } from './temporal-cli.js';

const HOST = '127.0.0.1';
/** How long the SDK uses a version that it has downloaded before it looks for another, ms. */
const KEPT_MS = 24 * 60 * 60_000;

const sdk = createRequire(import.meta.url)('@temporalio/worker/package.json') as { readonly version: string };

/**
 * Starts a dev server with the CLI that the SDK downloads: only the SDK knows where to download it from. It starts the server in
 * the process group of this process, so Ctrl-C ends both at once.
 *
 * `@temporalio/testing` does the same, and brings the SDK's test environment into an install that tests nothing.
 *
 * @throws Error that lists the ways to get a CLI.
 */
export async function startDownloadedServer(ports: { port: number; uiPort: number }): Promise<DevServer> {
  const { port, uiPort } = ports;
  const runtime = Runtime.instance();
  try {
    const server = await runtime.createEphemeralServer({
      type: 'dev-server',
      exe: {
        type: 'cached-download',
        downloadDir: null,
        version: 'default',
        ttl: KEPT_MS,
        sdkName: 'sdk-typescript',
        sdkVersion: sdk.version,
      },
      namespace: 'default',
      ip: HOST,
      port,
      ui: true,
      uiPort,
      dbFilename: null,
      log: { format: 'pretty', level: 'error' },
      // Its banner would go to this process's stdout, which carries data.
      extraArgs: ['--output', 'none', ...searchAttributeArguments()],
    });
    return { address: `${HOST}:${port}`, stop: () => runtime.shutdownEphemeralServer(server) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(noTemporalCli(reason), { cause: error });
  }
}
