import type { ComponentChildren } from 'preact';

export interface ScrollBoxProps {
  /** What it holds, for those who cannot see it. */
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** What may be wider than the page: it scrolls by itself, by keyboard too. */
export function ScrollBox({ label, class: name, children }: ScrollBoxProps) {
  return (
    <div class={name === undefined ? 'scroll' : `scroll ${name}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
