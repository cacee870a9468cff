/** Strings that repeat, each kept once and told by its index. */
export class StringTable {
  private readonly indexes = new Map<string, number>();

  index(value: string): number {
    const seen = this.indexes.get(value);
    if (seen !== undefined) return seen;
    this.indexes.set(value, this.indexes.size);
    return this.indexes.size - 1;
  }

  /** `null`: there is none. */
  indexIfAny(value: string | undefined): number | null {
    return value === undefined ? null : this.index(value);
  }

  get strings(): string[] {
    return [...this.indexes.keys()];
  }
}
