import { createHash } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'
import { writeTar } from '#platform/archives/write-tar.ts'
import type { KitQuery } from '../rules/kit-query.ts'
import { type KitCounts, type KitReadme, writeKit } from './write-kit.ts'

/** A kit as it is written, and afterwards what it has. */
// no permission: what makes a kit has authorized
// no audit record: what makes a kit writes it
export function kitArchive(
  ctx: Context,
  query: KitQuery,
  { readme, signal }: { readme: KitReadme; signal?: AbortSignal | undefined },
) {
  const hash = createHash('sha256')
  const done: { counts: KitCounts | null; size: number } = { counts: null, size: 0 }
  const archive = writeTar(ctx.clock.now(), async (add) => {
    done.counts = await writeKit(ctx, query, { readme, add, signal })
  })
  const content = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of archive) {
      const bytes = Buffer.from(piece)
      hash.update(bytes)
      done.size += bytes.length
      yield bytes
    }
  }
  return {
    content: content(),
    made() {
      if (!done.counts) throw new Error('the kit is not complete')
      return { counts: done.counts, size: done.size, sha256: hash.digest() }
    },
  }
}
