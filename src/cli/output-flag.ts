/** What a command prints: words for people, or JSON for programs. */
export type Output = 'text' | 'json';

export interface OutputFlags {
  readonly output: Output;
}

export const outputFlag = {
  output: {
    kind: 'enum',
    values: ['text', 'json'],
    default: 'text',
    brief: 'What to print to standard output',
  },
} as const;
