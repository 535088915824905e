// Runs PostgreSQL's own pg_dump, compiled to WASM, in a process of its own: it waits for the server in blocking calls. Its
// input and output are the connection to the server, which `dump-schema.ts` opened.
import { pgDump } from '@electric-sql/pglite-tools/pg_dump'
import { speakToServer } from './speak-to-server.ts'

type Pglite = Parameters<typeof pgDump>[0]['pg']

const { exchange } = speakToServer({ input: 0, output: 1 })
/** As much of a PGlite as pg_dump uses. */
const server = {
  execProtocolRawStream: (bytes: Uint8Array, { onRawData }: { onRawData: (bytes: Uint8Array) => void }) =>
    exchange(bytes, onRawData),
  query: async () => ({ rows: [{ search_path: '' }] }),
  exec: async () => [],
}

async function run(args: string[]): Promise<{ schema: string } | { failure: string }> {
  try {
    const file = await pgDump({ pg: server as unknown as Pglite, args })
    return { schema: await file.text() }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

process.once('message', async (args: string[]) => {
  process.send?.(await run(args), undefined, undefined, () => process.exit())
})
