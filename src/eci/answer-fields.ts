/*
 * What the service answers is checked here, field by field, before anything else sees it: lengths, characters, times and
 * numbers. A field that is odd but says nothing that matters is shortened, cleaned or dropped. `undefined` means that the
 * field cannot be used.
 */

/** Longer than any place, name or tag that a plan may hold, so a text that was shortened equals none of them. */
const TEXT_LENGTH = 1_024;
const ID_LENGTH = 128;
const TOKEN_LENGTH = 4_096;

/**
 * Text that is safe to keep, compare and print on one line: control characters and halves of surrogate pairs become U+FFFD,
 * and what is too long ends in `…`.
 */
export function cleanText(text: string, maxLength: number = TEXT_LENGTH): string {
  const kept = text.length > maxLength ? `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return kept.replace(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}

/** An id that can be stored, sent and shown as it is: no white space, no control or format character, of bounded length. */
export function usableId(id: string | undefined): string | undefined {
  return id !== undefined && id.length <= ID_LENGTH && /^[^\s\p{C}]+$/u.test(id) ? id : undefined;
}

/** The id of an answer, for reports and tickets. Nothing depends on it. */
export function requestIdOf(id: string | undefined): string | undefined {
  return id === undefined || id === '' ? undefined : cleanText(id, ID_LENGTH);
}

/** A token that can be sent back. The service may put any printable character in it. */
export function isUsableToken(token: string): boolean {
  return token.length <= TOKEN_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(token);
}

/** A number of things, also one that the service wrote as text. */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

const EARLIEST_MS = Date.UTC(2010);
/** The platform writes "never" as a time in the year 2999. */
const LATEST_MS = Date.UTC(2500);

/** Epoch ms; `undefined` for what is not a time, or a time that cannot be meant. */
export function epochMs(time: string | undefined): number | undefined {
  const parsed = time === undefined || time.length > 64 ? Number.NaN : Date.parse(time);
  return parsed >= EARLIEST_MS && parsed < LATEST_MS ? parsed : undefined;
}

/** The time as the service wrote it. */
export function timeText(time: string | undefined): string | undefined {
  return epochMs(time) === undefined ? undefined : time;
}
