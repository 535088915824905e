import { type Context, contextFor } from '#domain/access/context.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Environment } from '#platform/env.ts'
import { openServices } from '#platform/services.ts'

/** Opens the portal for one look, as the doctor, and closes it again. */
export async function withContext<T>(
  env: Environment,
  read: (ctx: Context) => Promise<T>,
  { deadlineMs = 5000 } = {},
): Promise<T> {
  const services = openServices(env, 'doctor', { deadlineMs })
  try {
    return await read(
      contextFor(services, { actor: { kind: 'system', task: 'doctor' }, locale: defaultLocale }),
    )
  } finally {
    await services.database.close()
  }
}
