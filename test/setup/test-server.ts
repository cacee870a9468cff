import type { TestProject } from 'vitest/node';
import { obtainTestServer } from '../../scripts/binaries/test-server.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The path of the time-skipping test server, for `existing-path`. */
    testServerPath: string;
  }
}

export async function setup(project: TestProject): Promise<void> {
  project.provide('testServerPath', await obtainTestServer());
}
