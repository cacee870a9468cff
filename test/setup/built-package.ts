import { buildPackage } from '../../scripts/package/build-package.js';

/** Some tests run the built command as a user would. */
export async function setup(): Promise<void> {
  await buildPackage();
}
