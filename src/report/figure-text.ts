import { copiesText, type Counts } from '../copies/counts.js';
import { formatPath } from '../plan/problem.js';
import type { Report } from './report.js';

/** `22 of 24 copies ready (3 adopted), 1 failed, 1 pending`. */
export function countText(counts: Counts): string {
  const { planned, ready, adopted, failed, conflict, skipped, pending } = counts;
  const others: [number, string][] = [
    [failed, 'failed'],
    [conflict, 'in conflict'],
    [skipped, 'skipped'],
    [pending, 'pending'],
  ];
  const found = adopted > 0 ? ` (${adopted} adopted)` : '';
  return [
    `${ready} of ${planned} ${planned === 1 ? 'copy' : 'copies'} ready${found}`,
    ...others.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`),
  ].join(', ');
}

/** `12 copies deleted, 1 copy not deleted`; none if no deletion was asked for. */
export function deletionText({ deletion, outcome }: Pick<Report, 'deletion' | 'outcome'>): string[] {
  if (deletion === null) return [];
  const { deleted, left } = deletion;
  const rest =
    outcome === 'running'
      ? `${copiesText(left)} to be deleted once the run is cancelled`
      : `${copiesText(left)} not deleted`;
  return [[`${copiesText(deleted)} deleted`, ...(left === 0 ? [] : [rest])].join(', ')];
}

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** Milliseconds in the two largest units: `2d 4h`, `34m 5s`, `12s`. Less than a second is `< 1s`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return '< 1s';
  const first = UNITS.findIndex(([, size]) => ms >= size);
  let rest = ms;
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ');
}

/** An ISO 8601 time in UTC, to the minute: `2026-11-24 17:47 UTC`. */
export function minuteText(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

/** Further names are only counted. */
const MAX_NAMES = 5;

/** `a, b`, or `a, b, c, d, e and 3 more`. */
export function namesText(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A share as `91.6 %`, rounded down, so that `100 %` means all. The share of an empty whole is `100 %`. */
export function percentText(part: number, whole: number): string {
  if (part >= whole) return '100 %';
  return `${Math.floor((part * 1000) / whole) / 10} %`;
}

/** Further selections are only counted; the memo of the run has all of them. */
const MAX_LISTED = 10;

/** The matches per selection of a plan: `source.caches[2].select: 300`. */
export function selectedText(selected: readonly { readonly cache: number; readonly matched: number }[]): string {
  const listed = selected
    .slice(0, MAX_LISTED)
    .map(({ cache, matched }) => `${formatPath(['source', 'caches', cache, 'select'])}: ${matched}`);
  const more = selected.length - MAX_LISTED;
  return [...listed, ...(more > 0 ? [`and ${more} more selections`] : [])].join(', ');
}
