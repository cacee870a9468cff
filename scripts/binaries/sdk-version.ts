import { createRequire } from 'node:module';

const manifest: unknown = createRequire(import.meta.url)('@temporalio/testing/package.json');

/** The version of the installed Temporal SDK, which decides what its download brings. */
export const sdkVersion =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
