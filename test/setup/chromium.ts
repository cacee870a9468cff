import type { TestProject } from 'vitest/node';
import { obtainChromium } from '../../scripts/binaries/chromium.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The browser of the UI tests, or why there is none. */
    chromium: { readonly path: string } | { readonly missing: string };
  }
}

/** Without a browser the UI tests fail, each with the message; the other tests do not need one. */
export async function setup(project: TestProject): Promise<void> {
  const found = await obtainChromium().then(
    (path) => ({ path }),
    (error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }),
  );
  project.provide('chromium', found);
}
