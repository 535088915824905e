import { z } from 'zod'
import { beginPackage } from '#domain/fulfilment/package-run/begin-package.ts'
import { runPackages } from '#domain/fulfilment/package-run/run-packages.ts'
import { packageTexts } from '../package/package-page.ts'
import { systemContext, type Task } from '../task.ts'

const keySchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })

/** A request for a copy of the data was decided. */
export const beginPackageTask: Task = ({ services }, payload, job) =>
  beginPackage(systemContext(services, 'begin-package', job), keySchema.parse(payload))

/** Every minute, and when staff or a person let one go on. */
export const runPackagesTask: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'run-packages', job)
  const { given } = await runPackages(ctx, packageTexts, job.signal)
  if (given > 0) services.log.info({ given }, 'copies of data given')
}
