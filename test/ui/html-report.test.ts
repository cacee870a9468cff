import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/report.js';
import { formatReport } from '../../src/report/report-format.js';
import { accessibilityViolations } from '../support/accessibility.js';
import { openBrowser } from '../support/browser.js';
import { gridReport } from '../support/grid-report.js';
import { type PageEvents, watchPage } from '../support/page-events.js';
import { keepScreenshot } from '../support/screenshot.js';
import { partsSaying } from '../unit/report/support/hostile-parts.js';

const SIZES = [
  { name: '4x6', caches: 4, regions: 6 },
  { name: '300x25', caches: 300, regions: 25 },
] as const;

let browser: Browser;
let folder: string;
const addresses = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eci-replicator-'));
  for (const { name, caches, regions } of SIZES) {
    const file = join(folder, `${name}.html`);
    await writeFile(file, await formatReport(gridReport(caches, regions), 'html'));
    addresses.set(name, pathToFileURL(file).href);
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

describe.each(SIZES)('the HTML report of $name in a browser', ({ name, caches, regions }) => {
  it.each(['light', 'dark'] as const)(
    'is shown in %s colours without an error, a request or an accessibility violation',
    async (scheme) => {
      await withPage(name, { colorScheme: scheme }, async (page, events) => {
        await keepScreenshot(page, `html-report/${name}-${scheme}`, { fullPage: true });
        // With thousands of similar rows the check would take half a minute. The matrix stays complete.
        await page.locator('body').evaluate((body) => {
          for (const row of body.querySelectorAll('details tbody tr:nth-child(n + 4)')) row.remove();
          for (const details of body.querySelectorAll('details')) details.open = true;
        });
        expect(await accessibilityViolations(page)).toEqual([]);
        expect(events.errors).toEqual([]);
        expect(events.requests).toEqual([page.url()]);
      });
    },
  );

  it('has a cell per cache and region, and its head stays in view', async () => {
    await withPage(name, { viewport: { width: 800, height: 900 } }, async (page) => {
      expect(await page.locator('.matrix tbody tr').count()).toBe(caches);
      expect(await page.locator('.matrix tbody td').count()).toBe(caches * regions);
      const box = page.getByRole('region', { name: 'Matrix of caches and regions' });
      await box.evaluate((element) => element.scrollTo(200, 10_000));
      await box.scrollIntoViewIfNeeded();
      const [frame, head, row] = await Promise.all([
        box.boundingBox(),
        page.locator('.matrix thead th').nth(1).boundingBox(),
        page.locator('.matrix tbody th').last().boundingBox(),
      ]);
      expect(Math.abs((head?.y ?? 0) - (frame?.y ?? 0))).toBeLessThan(3);
      expect(Math.abs((row?.x ?? 0) - (frame?.x ?? 0))).toBeLessThan(3);
      await keepScreenshot(page, `html-report/${name}-scrolled`);
    });
  });

  it('can be used with the keyboard', async () => {
    await withPage(name, {}, async (page) => {
      const focused = () =>
        page.evaluate(
          () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
        );
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the matrix');
      await keepScreenshot(page, `html-report/${name}-skip-link`);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('only-unready');
      await page.keyboard.press('Space');
      await expect.poll(() => page.locator('.matrix tbody tr:visible').count()).toBe(unready(caches, regions));
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Matrix of caches and regions');
    });
  });

  it('is printed in full, in light colours', async () => {
    await withPage(name, { colorScheme: 'dark', viewport: { width: 1_040, height: 720 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
      const box = page.getByRole('region', { name: 'Matrix of caches and regions' });
      const hidden = await box.evaluate(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => ({
        down: scrollHeight - clientHeight,
        right: scrollWidth - clientWidth,
      }));
      expect(hidden).toEqual({ down: 0, right: 0 });
      await keepScreenshot(page, `html-report/${name}-print`, { fullPage: caches < 100 });
    });
  });
});

describe('the HTML report of a hostile service', () => {
  it.each([
    '</td><script>alert(1)</script>',
    '</style></title><img src=http://127.0.0.1:9/x onerror=alert(1)>',
    '" autofocus onfocus="alert(1)',
  ])('shows %s as text and runs nothing', async (text) => {
    const file = join(folder, 'hostile.html');
    await writeFile(file, await formatReport(buildReport(partsSaying(text)), 'html'));
    addresses.set('hostile', pathToFileURL(file).href);
    await withPage('hostile', {}, async (page, events) => {
      expect(await page.locator('h1').textContent()).toBe(`${text}-plan`);
      expect(await page.locator('.reason').first().textContent()).toContain(`${text}-reason`);
      expect(await page.locator('script, img, [onfocus]').count()).toBe(0);
      expect(events.errors).toEqual([]);
      expect(events.requests).toEqual([page.url()]);
    });
  });
});

/** The caches with a copy that is not ready, as the page should list them. */
function unready(caches: number, regions: number): number {
  const { copies } = gridReport(caches, regions);
  return new Set(copies.filter(({ outcome }) => outcome !== 'ready').map(({ source }) => source)).size;
}

async function withPage(
  name: string,
  options: BrowserContextOptions,
  use: (page: Page, events: PageEvents) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    const events = watchPage(page);
    await page.goto(addresses.get(name) ?? '');
    await use(page, events);
  } finally {
    await context.close();
  }
}
