import { OUTCOME_SIGNS } from './outcome-signs.js';

/** An outcome as sign and word. */
export function OutcomeMark({ outcome }: { readonly outcome: keyof typeof OUTCOME_SIGNS }) {
  return (
    <span class={`mark ${outcome}`}>
      <span aria-hidden="true">{OUTCOME_SIGNS[outcome]}</span> {outcome}
    </span>
  );
}
