import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../scripts/run/repository-root.js';

/** Test output, for people to look at: git ignores it. */
const folder = join(repositoryRoot, 'test-output/screenshots');

export interface ScreenshotOptions {
  /** The whole page, not only what is in view; default false. */
  readonly fullPage?: boolean;
}

/** Keeps what the page shows as `test-output/screenshots/NAME.png`; a name may have folders: `html-report/dark`. Returns the path. */
export async function keepScreenshot(
  page: Page,
  name: string,
  { fullPage = false }: ScreenshotOptions = {},
): Promise<string> {
  const path = join(folder, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage, animations: 'disabled' });
  return path;
}
