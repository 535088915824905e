/** Without the lines that only psql understands. */
export const sqlOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\\.*$/gm, '')
