import type { TestProject } from 'vitest/node';
import { obtainTemporalCli } from '../../scripts/binaries/temporal-cli.js';
import { startTemporalServer } from '../integration/support/temporal-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `127.0.0.1:port` of the server that the integration tests share. */
    temporalAddress: string;
  }
}

/** One server for all tests of the project; vitest calls what this returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporalServer({ cliPath: await obtainTemporalCli() });
  project.provide('temporalAddress', server.address);
  return () => server.stop();
}
