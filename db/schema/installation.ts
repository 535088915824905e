import { bigint, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'

/** Facts about this installation that must outlive a process, e.g. that sample data was loaded. */
export const installationFact = pgTable('installation_fact', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
  setAt: moment('set_at').notNull(),
})

/** A public page as it is served: rendered once, without the framework's script. */
export const pageSnapshot = pgTable(
  'page_snapshot',
  {
    buildId: text('build_id').notNull(),
    path: text('path').notNull(),
    html: text('html').notNull(),
    csp: text('csp').notNull(),
    sha256: bytes('sha256').notNull(),
    renderedAt: moment('rendered_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.buildId, t.path] })],
)

/** What was used of limits and of budgets that all instances share. `expire`: the end of the window, in milliseconds since 1970. */
export const rateLimit = pgTable('rate_limit', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  expire: bigint('expire', { mode: 'number' }),
})
