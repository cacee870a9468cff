/** The positional parameter of commands about one schedule. */
export const scheduleIdParameter = {
  kind: 'tuple',
  parameters: [{ brief: "A plan's name or a schedule id", parse: String, placeholder: 'ID' }],
} as const;
