/** The positional parameter of commands about one run. */
export const runIdParameter = {
  kind: 'tuple',
  parameters: [{ brief: "A plan's name (its latest run) or a workflow id", parse: String, placeholder: 'ID' }],
} as const;
