/** A time for people, to the minute: `2026-11-24 17:47 UTC`. `time` is ISO 8601, in UTC. */
export function minuteText(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
