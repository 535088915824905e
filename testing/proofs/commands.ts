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
  const { env } = portal.services
  return {
    folder,
    /** The environment of `npm run portal`. */
    portalSettings: {
      HOME: folder,
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      DATABASE_URL: portal.database.appUrl,
      DATABASE_OWNER_URL: portal.database.ownerUrl,
      DATABASE_BACKUP_URL: portal.database.backupUrl,
      PLATFORM_DATABASE_URL: portal.database.ownerUrl,
      SMTP_URL: env.SMTP_URL,
      AUTH_SECRET: env.AUTH_SECRET,
      PORTAL_DATA_DIR: join(folder, 'data'),
      PORTAL_SAMPLE_DATA: '1',
    },
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
