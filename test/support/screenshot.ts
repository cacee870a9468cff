import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../scripts/run/repository-root.js';

/** Output for people to look at; git ignores it. */
const folder = join(repositoryRoot, 'test-output/screenshots');

export interface ScreenshotOptions {
  /** The whole page instead of the visible part; default false. */
  readonly fullPage?: boolean;
}

/** Saves a screenshot as `test-output/screenshots/NAME.png` and returns its path. NAME may contain folders: `html-report/dark`. */
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
