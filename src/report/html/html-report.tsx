import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { renderToString } from 'preact-render-to-string';
import type { Report } from '../report.js';
import { Page } from './page.js';
import { STYLE } from './style.js';

/**
 * The report as one HTML page that asks for nothing: no script, no font, no image, and a security policy that lets in its
 * own style sheet alone. Every value is escaped by the renderer, so that the service's words stay words.
 */
export function htmlReport(report: Report): string {
  const digest = btoa(String.fromCharCode(...sha256(utf8ToBytes(STYLE))));
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${renderToString(<Page report={report} policy={policy} style={STYLE} />)}\n`;
}
