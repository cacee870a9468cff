/** How GitHub shows an annotation. */
export type AnnotationLevel = 'error' | 'warning';

/** The file and place that an annotation is about. */
export interface AnnotationPlace {
  /** From the workspace. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A workflow command, one line, by which a job's log becomes an annotation; GitHub reads standard error too. */
export function annotation(level: AnnotationLevel, message: string, place?: AnnotationPlace): string {
  const properties =
    place === undefined
      ? ['title=eci-replicator']
      : [`file=${escapeProperty(place.file)}`, `line=${place.line}`, `col=${place.column}`];
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

/** The runner decodes these and no others. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
