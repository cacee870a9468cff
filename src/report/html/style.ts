import { COLOURS } from './style/colours.js';
import { LAYOUT } from './style/layout.js';
import { MATRIX } from './style/matrix.js';
import { PRINT } from './style/print.js';
import { TABLES } from './style/tables.js';
import { TIME_LINE } from './style/time-line.js';

/** The page's style sheet. What prints comes last, because it overrules the rest. */
export const STYLE = [COLOURS, LAYOUT, TABLES, MATRIX, TIME_LINE, PRINT].join('\n');
