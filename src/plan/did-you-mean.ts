import { distance } from 'fastest-levenshtein';

/** Longer words are not compared: the distance costs the product of the lengths, and they were not mistyped. */
const LONGEST_WORD = 80;

/** The candidate that `word` was probably meant to be; `undefined` when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const typed = word.toLowerCase();
  let best: { candidate: string; apart: number } | undefined;
  for (const candidate of candidates) {
    const apart = distance(typed, candidate.toLowerCase());
    if (best === undefined || apart < best.apart) best = { candidate, apart };
  }
  return best !== undefined && best.apart <= tolerated(typed) ? best.candidate : undefined;
}

/** `; did you mean \`x\`?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : `; did you mean \`${found}\`?`;
}

/** Two letters that changed places count as two; in a word of three, two of them would fit anything. */
function tolerated(typed: string): number {
  return typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
}
