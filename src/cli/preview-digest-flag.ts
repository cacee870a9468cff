import { PREVIEW_DIGEST } from '../plan/run-input.js';

/**
 * Reads the digest of a preview.
 *
 * @throws Error with a sentence.
 */
export function parsePreviewDigest(text: string): string {
  if (PREVIEW_DIGEST.test(text)) return text;
  throw new Error('a preview digest is 64 hex digits in lower case, as `plan preview` tells it');
}
