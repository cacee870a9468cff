import { RequestPace } from '../../../../workflows/region/request-pace.js';

interface Sharing {
  readonly regions: number;
  /** So many requests leave the line each second, over all regions. */
  readonly perSecond: number;
  /** How long a call takes once it is out of the line, ms. */
  readonly callMs: number;
  /** Of each region. */
  readonly copies: number;
}

interface Line {
  /** How many stood in line, whenever one joined it; `at` in ms. */
  readonly lengths: readonly { readonly at: number; readonly length: number }[];
  readonly finishedAt: number;
}

/** Regions that ask for copies as their paces admit, over one line that is let through at a rate: first come, first served. */
export function standInLine({ regions, perSecond, callMs, copies }: Sharing): Line {
  const paces = Array.from({ length: regions }, () => ({ pace: new RequestPace(RequestPace.start()), left: copies }));
  const answers: { readonly at: number; readonly hear: () => void }[] = [];
  const lengths: { at: number; length: number }[] = [];
  let now = 0;
  let lastLeaves = 0;

  const ask = (region: (typeof paces)[number]) => {
    while (region.left > 0 && region.pace.admits) {
      region.left -= 1;
      const asked = now;
      const request = region.pace.began(asked);
      lastLeaves = Math.max(now, lastLeaves + 1000 / perSecond);
      lengths.push({ at: now, length: ((lastLeaves - now) * perSecond) / 1000 });
      // Calls take alike, so that answers come in the order of asking.
      answers.push({
        at: lastLeaves + callMs,
        hear: () => {
          region.pace.answered(asked, now, callMs);
          region.pace.ended(request);
          ask(region);
        },
      });
    }
  };
  for (const region of paces) ask(region);
  for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
    now = answer.at;
    answer.hear();
  }
  return { lengths, finishedAt: now };
}
