import type { OpenQuestions } from './settings/open-questions.js';

/** Where a data cache is mounted, and its name. */
interface Place {
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
}

type Writing = (text: string) => string;

const asGiven: Writing = (text) => text;
const lowerCase: Writing = (text) => text.toLowerCase();
const decomposed: Writing = (text) => text.normalize('NFD');
const percentEncoded: Writing = (text) => text.split('/').map(encodeSegment).join('/');

/** How each spelling writes each field. Writing a text twice changes nothing more. */
const WRITINGS: Readonly<Record<OpenQuestions['spelling'], Readonly<Record<keyof Place, Writing>>>> = {
  exact: all(asGiven),
  trailingSlash: { ...all(asGiven), path: (text) => (text.endsWith('/') ? text : `${text}/`) },
  noLeadingSlash: { ...all(asGiven), path: (text) => text.replace(/^\/+(?=[^/])/, '') },
  lowerCaseBucket: { ...all(asGiven), bucket: lowerCase },
  lowerCase: all(lowerCase),
  decomposed: all(decomposed),
  percentEncoded: all(percentEncoded),
  encodedSlashes: { ...all(asGiven), path: encodeSegment },
};

/**
 * A bucket, path or name as the service writes it. Two texts that it writes alike mean the same to it.
 *
 * @example `spelled('trailingSlash', 'path', '/llama-3')` is `/llama-3/`
 */
export function spelled(spelling: OpenQuestions['spelling'], field: keyof Place, text: string): string {
  return WRITINGS[spelling][field](text);
}

/** The same for all three fields. */
export function spelledPlace(spelling: OpenQuestions['spelling'], { bucket, path, name }: Place): Place {
  const writing = WRITINGS[spelling];
  return { bucket: writing.bucket(bucket), path: writing.path(path), name: writing.name(name) };
}

function all(writing: Writing): Record<keyof Place, Writing> {
  return { bucket: writing, path: writing, name: writing };
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(decodedIfPossible(segment));
}

function decodedIfPossible(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
