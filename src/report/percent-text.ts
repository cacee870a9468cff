/** A part of a whole as `91.6 %`, rounded down: 100 % is said of a whole alone. Of nothing, `100 %`. */
export function percentText(part: number, whole: number): string {
  if (part >= whole) return '100 %';
  return `${Math.floor((part * 1000) / whole) / 10} %`;
}
