/** Column that others determine. */
export interface DependentColumn {
  readonly column: string;
  /** Earlier columns that it follows from. */
  readonly of: readonly string[];
}

/**
 * Finds columns that follow from earlier ones and a constant (collinearity, 共线): a regression cannot separate their effects.
 *
 * @param columns - columns of one length, none constant
 * @param names - names of the columns
 * @returns each dependent column with the columns that it follows from
 * @example
 * dependentColumns([[1, 2, 3, 5], [2, 1, 0, 7], [3, 3, 3, 12]], ["a", "b", "c"]) // => [{ column: "c", of: ["a", "b"] }]
 */
export function dependentColumns(columns: readonly ArrayLike<number>[], names: readonly string[]): DependentColumn[] {
  const found: DependentColumn[] = [];
  // Gram–Schmidt: subtracts the independent columns before it from a column, a second time when little is left.
  const basis: { readonly unit: Float64Array; readonly mix: Map<number, number> }[] = [];
  const lengths: number[] = [];
  columns.forEach((column, index) => {
    const rest = centered(column);
    const length = norm(rest);
    lengths.push(length);
    // The column as a combination of earlier ones, which names them.
    const mix = new Map([[index, 1]]);
    let left = length;
    for (let pass = 0; pass < 2 && (pass === 0 || left < 0.1 * length); pass++) {
      for (const { unit, mix: parts } of basis) {
        const along = subtractAlong(rest, unit);
        for (const [part, share] of parts) mix.set(part, (mix.get(part) ?? 0) - along * share);
      }
      left = norm(rest);
    }
    if (left > 1e-9 * length) {
      for (const [part, share] of mix) mix.set(part, share / left);
      basis.push({ unit: rest.map((value) => value / left), mix });
      return;
    }
    const of = [...mix].filter(([part, share]) => part !== index && Math.abs(share) * lengths[part]! > 1e-6 * length);
    found.push({
      column: names[index]!,
      of: of
        .map(([part]) => part)
        .sort((a, b) => a - b)
        .map((part) => names[part]!),
    });
  });
  return found;
}

/** Subtracts the part of a column along a unit vector; returns its length. */
function subtractAlong(rest: Float64Array, unit: Float64Array): number {
  let along = 0;
  for (let row = 0; row < rest.length; row++) along += unit[row]! * rest[row]!;
  for (let row = 0; row < rest.length; row++) rest[row]! -= along * unit[row]!;
  return along;
}

function centered(column: ArrayLike<number>): Float64Array {
  const values = new Float64Array(column);
  let mean = 0;
  for (let row = 0; row < values.length; row++) mean += values[row]! / values.length;
  for (let row = 0; row < values.length; row++) values[row]! -= mean;
  return values;
}

function norm(values: Float64Array): number {
  let squares = 0;
  for (let row = 0; row < values.length; row++) squares += values[row]! * values[row]!;
  return Math.sqrt(squares);
}
