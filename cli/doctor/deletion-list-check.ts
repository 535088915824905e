import { contextFor } from '#domain/access/context.ts'
import { openErasureList } from '#domain/fulfilment/erasure-record/erasure-list.ts'
import { findReturned, returnedText } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Environment } from '#platform/env.ts'
import { openServices } from '#platform/services.ts'
import { type Finding, fail, look, ok } from './finding.ts'

/** Whether the database knows people who were erased: it was restored, and the erasures were not carried out again. */
export function checkDeletionList(env: Environment): Promise<Finding> {
  return look('list of erasures', async () => {
    const services = openServices(env, 'doctor', { deadlineMs: 5000 })
    try {
      const ctx = contextFor(services, { actor: { kind: 'system', task: 'doctor' }, locale: defaultLocale })
      const returned = await findReturned(ctx)
      if (returned.length > 0) return fail(returnedText(returned.length))
      const { length } = openErasureList(env.deletionListFile).read()
      return ok(`${length} in ${env.deletionListFile}; the database knows none of them`)
    } finally {
      await services.database.close()
    }
  })
}
