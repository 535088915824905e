import type postgres from 'postgres'

/**
 * What a `COPY … TO STDOUT` writes, row by row. postgres.js pauses its socket while the reader is behind, and does not resume it
 * when the last row has arrived by then: the next statement of the connection would wait for ever. One more read resumes it.
 */
export async function* copyOut(sql: postgres.ISql, statement: string): AsyncGenerator<Buffer> {
  const stream = await sql.unsafe(statement).readable()
  try {
    for await (const piece of stream) yield piece
  } finally {
    stream._read(0)
  }
}
