/** This database must not be prepared in this way. One line that names the setting to change. */
export class PrepareError extends Error {
  override name = 'PrepareError'
}
