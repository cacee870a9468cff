import type { TestProject } from 'vitest/node';
import { obtainTemporalCli } from '../../scripts/binaries/temporal-cli.js';
import { startTemporalServer } from '../integration/support/temporal-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `127.0.0.1:port` of each shared server: one per test file that runs at the same time. */
    temporalAddresses: readonly string[];
  }
}

/** Starts the servers before the first test of the project. Vitest calls the returned function after the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cliPath = await obtainTemporalCli();
  const servers = await Promise.all(
    Array.from({ length: project.config.maxWorkers }, () => startTemporalServer({ cliPath })),
  );
  project.provide(
    'temporalAddresses',
    servers.map(({ address }) => address),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
