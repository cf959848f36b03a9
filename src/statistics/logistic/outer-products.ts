/** Number of rows whose outer products are added in one pass over the matrix. */
const TOGETHER = 4;

/** Adds Σ weight · row · rowᵀ to the lower triangle of a matrix. */
export function addOuterProducts(matrix: Float64Array, values: Float64Array, size: number, weight: Float64Array): void {
  const rows = weight.length;
  let row = 0;
  for (; row + TOGETHER <= rows; row += TOGETHER) addFour(matrix, values, size, row, weight);
  for (; row < rows; row++) {
    for (let left = 0; left < size; left++)
      for (let right = 0; right <= left; right++)
        matrix[left * size + right]! += weight[row]! * values[row * size + left]! * values[row * size + right]!;
  }
}

function addFour(matrix: Float64Array, values: Float64Array, size: number, row: number, weight: Float64Array): void {
  const [v0, v1, v2, v3] = [row * size, (row + 1) * size, (row + 2) * size, (row + 3) * size];
  for (let left = 0; left < size; left++) {
    const s0 = weight[row]! * values[v0 + left]!;
    const s1 = weight[row + 1]! * values[v1 + left]!;
    const s2 = weight[row + 2]! * values[v2 + left]!;
    const s3 = weight[row + 3]! * values[v3 + left]!;
    const line = left * size;
    for (let right = 0; right <= left; right++)
      matrix[line + right]! +=
        s0 * values[v0 + right]! + s1 * values[v1 + right]! + s2 * values[v2 + right]! + s3 * values[v3 + right]!;
  }
}
