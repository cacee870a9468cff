import type { Report, ReportCopy } from '../report.js';

/** An outcome as a sign and a word. */
export function OutcomeMark({ outcome }: { readonly outcome: keyof typeof OUTCOME_SIGNS }) {
  return (
    <span class={`mark ${outcome}`}>
      <span aria-hidden="true">{OUTCOME_SIGNS[outcome]}</span> {outcome}
    </span>
  );
}

/** A sign per outcome of a copy or run, so that no outcome relies on colour alone. */
export const OUTCOME_SIGNS: Readonly<Record<ReportCopy['outcome'] | Report['outcome'], string>> = {
  ready: '✓',
  failed: '✕',
  conflict: '≠',
  skipped: '–',
  pending: '○',
  partial: '◐',
  cancelled: '–',
  running: '○',
};

/** A time in UTC, to the second: `2026-11-02 10:00:05`. */
export function Time({ at }: { readonly at: string }) {
  return <time dateTime={at}>{at.slice(0, 19).replace('T', ' ')}</time>;
}

/** A time in UTC, or a dash if it is not known. */
export function TimeOrDash({ at }: { readonly at: string | null }) {
  return at === null ? <>–</> : <Time at={at} />;
}

/** Text of our own in which backquotes mark code. */
export function Words({ text }: { readonly text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
