import type { Database, Transaction } from '#db/client.ts'
import type { Clock } from './clock.ts'
import type { Services } from './services.ts'

/** What every use case is given: who acts, when, in which language, on which database. */
export type Context<Actor> = {
  actor: Actor
  clock: Clock
  requestId: string
  locale: string
  services: Services
  database: Database
  /** `deadlineMs`: for work that is known to take longer than a page usually may, such as taking in files. */
  transaction<T>(run: (tx: Transaction) => Promise<T>, how?: { deadlineMs: number }): Promise<T>
}

/** The one place where a context is built. `settings` travel with BEGIN and are what row-level security reads. */
export function buildContext<Actor>(
  services: Services,
  given: { actor: Actor; requestId: string; locale: string; settings: Record<string, string> },
): Context<Actor> {
  const { database, clock } = services
  return {
    actor: given.actor,
    clock,
    requestId: given.requestId,
    locale: given.locale,
    services,
    database,
    transaction: (run, how) => database.transaction(run, { settings: given.settings, ...how }),
  }
}
