import { type Stats, statSync } from 'node:fs'
import { sourceState } from '#db/schema/fulfilment.ts'
import { readHttpSources } from '#domain/fulfilment/map/read-http-sources.ts'
import type { Environment } from '#platform/env.ts'
import { look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** Others can read it. A file of root may be for a group, since app and worker are two users. */
function isOpen({ mode, uid }: Stats): boolean {
  return (mode & (uid === 0 ? 0o037 : 0o077)) !== 0
}

/** What the worker found when it last looked at the sources and tried them at night, and whether others can read the file with their keys. */
export function checkSourceStates(env: Environment) {
  return look('data sources', async () => {
    const http = readHttpSources(env)
    const { HTTP_SOURCES_FILE: file } = env
    if (file && isOpen(statSync(file)))
      return warn(
        'HTTP_SOURCES_FILE contains keys and others can read it: chmod 600, or 640 for a file of root that a group reads',
      )
    const rows = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction((tx) => tx.select().from(sourceState).orderBy(sourceState.source), {
        settings: { 'app.reach': 'all' },
      }),
    )
    const failing = rows.flatMap(({ source, failingSince, code, detail, canaryStep, canaryCode }) => [
      ...(failingSince
        ? [`${source}: ${[code, detail].filter(Boolean).join(' ')} since ${failingSince.toISOString()}`]
        : []),
      ...(canaryStep ? [`${source}: nightly trial failed at ${canaryStep} (${canaryCode})`] : []),
    ])
    if (failing.length > 0) return warn(failing.join('; '))
    const unseen = http.filter(({ name }) => !rows.some(({ source }) => source === name))
    if (unseen.length > 0) return warn(`not looked at yet: ${unseen.map(({ name }) => name).join(', ')}`)
    return ok(`${rows.length} are well`)
  })
}
