/** One figure for each of the other, with two digits. */
export const shareOf = (one: number, other: number) => Math.round((one / other) * 100) / 100
