import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { commandUnder, runAsWritten } from '../documented.ts'
import { testPassword } from '../global-setup.ts'
import type { TestPortal } from '../people.ts'

/** Runs the commands of docs/security.md on a portal of a test, as somebody does who has its database. */
export function commandsOn(portal: TestPortal) {
  const folder = mkdtempSync(join(tmpdir(), 'portal-commands-'))
  const server = new URL(inject('testServer').superUrl)
  const { pathname } = new URL(portal.database.appUrl)
  const passwords = join(folder, 'pgpass')
  const lines = [`*:*:*:postgres:${decodeURIComponent(server.password)}`, `*:*:*:*:${testPassword}`]
  writeFileSync(passwords, `${lines.join('\n')}\n`, { mode: 0o600 })
  const database = {
    PGHOST: server.hostname,
    PGPORT: server.port,
    PGDATABASE: pathname.slice(1),
    PGPASSFILE: passwords,
    PORTAL_KEYS_DIR: portal.services.env.keysDir,
  }
  return {
    folder,
    emptyFolder: () => mkdtempSync(join(folder, 'empty-')),
    /** `cwd`: where they are typed; the checkout, if nowhere else. */
    run: (heading: string, given: Record<string, string> = {}, cwd?: string) =>
      runAsWritten(commandUnder('docs/security.md', heading), {
        env: { ...database, ...given },
        ...(cwd && { cwd }),
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
