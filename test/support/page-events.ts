import type { Page } from 'playwright-core';

/** What a page did besides being shown; both grow as it does. */
export interface PageEvents {
  /** Console errors and uncaught exceptions. */
  readonly errors: string[];
  /** Addresses of all that it asked for, itself first. */
  readonly requests: string[];
}

/** Notes what happens from now on: begin before the page is opened. */
export function watchPage(page: Page): PageEvents {
  const events: PageEvents = { errors: [], requests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') events.errors.push(message.text());
  });
  page.on('pageerror', (error) => events.errors.push(error.message));
  page.on('request', (request) => events.requests.push(request.url()));
  return events;
}
