/** The options to choose from, by question. No list is empty. */
export type Options = Readonly<Record<string, readonly unknown[]>>;

/** One option for each question. */
export type Row<O extends Options> = { readonly [Question in keyof O]: O[Question][number] };

/** An option by the positions of its question and of itself. */
interface Choice {
  readonly question: number;
  readonly option: number;
}

/**
 * Rows that together contain every option, and every pair of options of two questions: far fewer than all combinations. Greedy, so
 * not the fewest. The same options give the same rows.
 */
export function pairwise<const O extends Options>(options: O): Row<O>[] {
  const names = Object.keys(options);
  const lists = names.map((name) => options[name] ?? []);
  const missing = allPairs(lists.map(({ length }) => length));
  const rows: Row<O>[] = [];
  for (let pair = first(missing); pair !== undefined; pair = first(missing)) {
    const chosen = completed(pair, lists, missing, rows.length);
    for (const a of chosen) for (const b of chosen) missing.delete(keyOf(a, b));
    rows.push(
      Object.fromEntries(chosen.map(({ question, option }) => [names[question], lists[question]?.[option]])) as Row<O>,
    );
  }
  return rows;
}

type Pair = readonly [Choice, Choice];

/** Each option with itself, and with the options of every later question. */
function allPairs(lengths: readonly number[]): Map<string, Pair> {
  const choices = lengths.flatMap((length, question) =>
    Array.from({ length }, (_, option): Choice => ({ question, option })),
  );
  const pairs = choices.flatMap((a) =>
    choices.filter((b) => b === a || b.question > a.question).map((b): Pair => [a, b]),
  );
  return new Map(pairs.map((pair) => [keyOf(...pair), pair]));
}

/**
 * One choice for every question, of which two are given. Each further choice is the one that adds the most missing pairs.
 *
 * @param turn decides between equal choices. If it were always the first, regular lists would need twice as many rows.
 */
function completed(
  [a, b]: Pair,
  lists: readonly (readonly unknown[])[],
  missing: ReadonlyMap<string, Pair>,
  turn: number,
) {
  const chosen = new Map([a, b].map((choice) => [choice.question, choice]));
  const gain = (choice: Choice) =>
    [choice, ...chosen.values()].filter((other) => missing.has(keyOf(...ordered(choice, other)))).length;
  for (;;) {
    const [best] = lists
      .flatMap((list, question) => (chosen.has(question) ? [] : rotated(list.length, turn * (question + 1), question)))
      .map((choice) => ({ choice, gained: gain(choice) }))
      .toSorted((x, y) => y.gained - x.gained);
    if (best === undefined) return [...chosen.values()].toSorted((x, y) => x.question - y.question);
    chosen.set(best.choice.question, best.choice);
  }
}

function rotated(length: number, by: number, question: number): Choice[] {
  return Array.from({ length }, (_, index) => ({ question, option: (index + by) % length }));
}

function ordered(a: Choice, b: Choice): Pair {
  return a.question <= b.question ? [a, b] : [b, a];
}

function keyOf(a: Choice, b: Choice): string {
  return `${a.question}.${a.option} ${b.question}.${b.option}`;
}

function first<T>(map: ReadonlyMap<string, T>): T | undefined {
  for (const value of map.values()) return value;
  return undefined;
}
