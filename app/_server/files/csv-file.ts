import type { Context } from '#domain/access/context.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'

/** A table to download, named after what it holds and the day in Almaty. */
export const csvFile = (ctx: Context, name: string, csv: string) =>
  new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}-${almatyDate(ctx.clock.now())}.csv"`,
    },
  })
