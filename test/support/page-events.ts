import type { Page } from 'playwright-core';

/** What a page does after it opens. Both lists grow. */
export interface PageEvents {
  /** Console errors and uncaught exceptions. */
  readonly errors: string[];
  /** The address of every request, beginning with the page itself. */
  readonly requests: string[];
}

/** Records the events from now on. Call it before opening the page. */
export function watchPage(page: Page): PageEvents {
  const events: PageEvents = { errors: [], requests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error') events.errors.push(message.text());
  });
  page.on('pageerror', (error) => events.errors.push(error.message));
  page.on('request', (request) => events.requests.push(request.url()));
  return events;
}
