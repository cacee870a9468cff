import type { ComponentChildren } from 'preact';
import { ScrollBox } from './scroll-box.js';

export interface DataTableProps {
  /** What it holds, for those who cannot see it. */
  readonly label: string;
  readonly head: readonly string[];
  /** Cells in the order of `head`; the first names its row. */
  readonly rows: readonly (readonly ComponentChildren[])[];
}

/** A plain table in a box of its own; a column in which no row says anything is left out. */
export function DataTable({ label, head, rows }: DataTableProps) {
  const told = (_: unknown, column: number) => rows.some((row) => (row[column] ?? '') !== '');
  return (
    <ScrollBox label={label}>
      <table>
        <thead>
          <tr>
            {head.filter(told).map((title) => (
              <th scope="col">{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [name, ...cells] = row.filter(told);
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
