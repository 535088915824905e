// What nothing can beat: Node's own server and one prepared statement a call, over the plain driver. `/write` writes what a
// choice needs at the least, event, projection, audit record and job, in one statement; `/row` writes one row; `/read` reads
// one by its key. Tables of this measurement, with their keys and nothing else.
import { createServer } from 'node:http'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

const client = postgres(process.env.DATABASE_OWNER_URL ?? '', { max: 10, onnotice: () => {} })
const db = drizzle(client)
const { placeholder } = sql
const write = db
  .select({ id: sql<number>`w.id` })
  .from(sql`bare_choose(${placeholder('person')}::text, ${placeholder('choice')}::text) AS w(id)`)
  .prepare('bare_choose')
const row = db
  .select({ id: sql<number>`w.id` })
  .from(sql`bare_write(${placeholder('person')}::text, ${placeholder('choice')}::text) AS w(id)`)
  .prepare('bare_write')
const read = db
  .select({ choice: sql<string>`r.choice` })
  .from(sql`bare_choice r`)
  .where(sql`r.id = ${sql.placeholder('id')}::bigint`)
  .prepare('bare_read')

const server = createServer((req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', async () => {
    const body = JSON.parse(Buffer.concat(chunks).toString())
    const { person, choice, id } = body
    const [made] =
      req.url === '/read'
        ? await read.execute({ id })
        : await (req.url === '/row' ? row : write).execute({ person, choice })
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made))
  })
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
process.on('SIGTERM', () => process.exit(0))
