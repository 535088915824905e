import { listPublicPaths } from '#domain/policy/versions/list-public-paths.ts'
import type { Environment } from '#platform/env.ts'
import { fixedPolicy } from '#platform/http/content-security.ts'
import { formTargets } from '#platform/http/form-targets.ts'
import { NotWhole, scriptless } from '#platform/snapshot-html.ts'
import { dropOldSnapshots, saveSnapshot } from '#platform/snapshots.ts'
import { systemContext, type Task } from '../task.ts'

const renderMs = 20_000

/**
 * Renders every public page through a running server and keeps it without the framework's script. A page that fails
 * leaves the one before it where it is; the job then fails too and is tried again.
 */
export const renderSnapshots: Task = async ({ services }, _payload, job) => {
  const { env, database, log } = services
  if (env.dev) return
  const paths = await listPublicPaths(systemContext(services, 'render-snapshots', job))
  const failed: string[] = []
  let build: string | undefined
  for (const path of paths) {
    try {
      const { buildId, html, scriptHash } = await render(env, path, job.signal)
      await saveSnapshot(database, { buildId, path, html, csp: policyFor(env, scriptHash) })
      build = buildId
    } catch (error) {
      job.signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      log.warn({ path, reason }, 'a public page could not be rendered')
      failed.push(path)
    }
  }
  if (failed.length > 0)
    throw new Error(`${failed.length} of ${paths.length} public pages could not be rendered`)
  if (build) await dropOldSnapshots(database, build)
  log.info({ pages: paths.length }, 'public pages rendered')
}

const policyFor = (env: Environment, scriptHash: string | undefined) =>
  fixedPolicy({ formTargets: formTargets(env), ...(scriptHash !== undefined && { scriptHash }) })

async function render(env: Environment, path: string, signal: AbortSignal) {
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[env.HOST] ?? env.HOST
  const answer = await fetch(`http://${host}:${env.PORT}${path}`, {
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(renderMs)]),
    headers: {
      'x-snapshot-token': env.SNAPSHOT_TOKEN,
      // The framework sends a page to a crawler whole, in order and with its head filled, instead of in pieces that a
      // script puts in place.
      'user-agent': 'portal-snapshots (as Bingbot)',
    },
  })
  const page = await answer.text()
  const buildId = answer.headers.get('x-build-id')
  if (answer.status !== 200) throw new NotWhole(`it was answered with ${answer.status}`)
  if (!answer.headers.get('content-type')?.startsWith('text/html')) throw new NotWhole('it is no page')
  if (!buildId) throw new NotWhole('the server did not take the snapshot token')
  return { buildId, ...scriptless(page) }
}
