import { createRequire } from 'node:module';

const manifest: unknown = createRequire(import.meta.url)('@temporalio/testing/package.json');

/** The version of the installed Temporal SDK. It determines which servers the SDK downloads. */
export const sdkVersion =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
