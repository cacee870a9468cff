import type { TestProject } from 'vitest/node';
import { obtainTemporalCli } from '../../scripts/binaries/temporal-cli.js';

declare module 'vitest' {
  export interface ProvidedContext {
    temporalCliPath: string;
  }
}

export async function setup(project: TestProject): Promise<void> {
  project.provide('temporalCliPath', await obtainTemporalCli());
}
