import { buildPackage } from '../../scripts/package/build-package.js';

/** Tests run the built command as a user would, and their workers run the built workflow bundle. */
export async function setup(): Promise<void> {
  await buildPackage();
}
