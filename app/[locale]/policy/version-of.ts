/** The number of a version from an address; undefined for anything that is not a plain number from 1 to 99,999. */
export function versionOf(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined
}
