import type { ComponentChildren } from 'preact';

export interface DataTableProps {
  /** Accessible name. */
  readonly label: string;
  readonly head: readonly string[];
  /** Cells in the order of `head`; the first cell is the row header. */
  readonly rows: readonly (readonly ComponentChildren[])[];
}

/** A table in a scroll box. Columns without any content are omitted. */
export function DataTable({ label, head, rows }: DataTableProps) {
  const hasContent = (_: unknown, column: number) => rows.some((row) => (row[column] ?? '') !== '');
  return (
    <ScrollBox label={label}>
      <table>
        <thead>
          <tr>
            {head.filter(hasContent).map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [name, ...cells] = row.filter(hasContent);
            return (
              <tr>
                <th scope="row">{name}</th>
                {cells.map((cell) => (
                  <td>{cell}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}

export interface ScrollBoxProps {
  /** Accessible name. */
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Content that may be wider than the page: it scrolls on its own, also by keyboard. */
export function ScrollBox({ label, class: name, children }: ScrollBoxProps) {
  return (
    <div class={name === undefined ? 'scroll' : `scroll ${name}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
