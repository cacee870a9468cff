import { stat } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.js';
import { openBrowser } from '../support/browser.js';
import { watchPage } from '../support/page-events.js';
import { keepScreenshot } from '../support/screenshot.js';

describe('the browser of the tests', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('reports errors and requests, and reaches only loopback', async () => {
    const page = await browser.newPage();
    const events = watchPage(page);
    await page.setContent('<img src="http://example.com/a.png" alt=""><script>undefinedFunction()</script>');
    await expect.poll(() => events.errors.join('\n')).toMatch(/ERR_NAME_NOT_RESOLVED/);
    expect(events.errors.join('\n')).toMatch(/undefinedFunction is not defined/);
    expect(events.requests).toContain('http://example.com/a.png');
  });

  it('takes a screenshot of a page', async () => {
    const page = await browser.newPage();
    await page.setContent('<h1>Shown</h1>');
    const file = await keepScreenshot(page, 'browser/shown');
    expect((await stat(file)).size).toBeGreaterThan(1000);
  });

  it('finds accessibility violations', async () => {
    const page = await browser.newPage();
    await page.setContent('<html lang="en"><title>t</title><main><h1>t</h1><img src="data:,"></main></html>');
    expect((await accessibilityViolations(page)).join('\n')).toMatch(/^image-alt: /);
  });
});
