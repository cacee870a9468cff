/** A time of the report in UTC, to the second: `2026-11-02 10:00:05`. */
export function Time({ at }: { readonly at: string }) {
  return <time dateTime={at}>{at.slice(0, 19).replace('T', ' ')}</time>;
}

/** The same, or a dash for a time that is not known. */
export function TimeOrDash({ at }: { readonly at: string | null }) {
  return at === null ? <>–</> : <Time at={at} />;
}
