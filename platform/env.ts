import { join, resolve } from 'node:path'
import { z } from 'zod'

const url = (scheme: RegExp) => z.string().regex(scheme)
const postgresUrl = url(/^postgres(ql)?:\/\//)

const country = z.string().regex(/^[A-Z]{2}$/)

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  APP_URL: url(/^https?:\/\/[^/]+$/).optional(),
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  DATABASE_URL: postgresUrl,
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_BACKUP_URL: postgresUrl.optional(),
  PLATFORM_DATABASE_URL: postgresUrl.optional(),
  PLATFORM_DATABASE_WRITE_URL: postgresUrl.optional(),
  PLATFORM_MAP_FILE: z.string().optional(),
  HTTP_SOURCES_FILE: z.string().optional(),
  PORTAL_DATA_DIR: z.string().default('.data'),
  PORTAL_KEYS_DIR: z.string().default('.keys'),
  AUDIT_CHECKPOINT_DIR: z.string().optional(),
  AUDIT_WITNESSES_FILE: z.string().optional(),
  DELETION_LIST_FILE: z.string().optional(),
  BACKUP_DIR: z.string().optional(),
  BACKUP_COUNTRY: country.optional(),
  BACKUP_COUNTRIES: z
    .string()
    .regex(/^[A-Z]{2}(,[A-Z]{2})*$/)
    .default('KZ'),
  BACKUP_RECIPIENTS: z
    .string()
    .regex(/^age1[0-9a-z]+(,age1[0-9a-z]+)*$/)
    .optional(),
  BACKUP_S3_FILE: z.string().optional(),
  PACKAGES_DIR: z.string().optional(),
  SMTP_URL: url(/^smtps?:\/\//),
  MAIL_FROM: z.string().min(3).max(200).default('Cloudex Learning <privacy@sample.test>'),
  OIDC_ISSUER: url(/^https?:\/\//).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  AUTH_SECRET: z.string().min(32),
  SNAPSHOT_TOKEN: z.string().min(32),
  OPERATOR_FILE: z.string().optional(),
  PORTAL_CLOCK_OFFSET: z.coerce.number().int().default(0),
  PORTAL_SAMPLE_DATA: z.enum(['0', '1']).default('0'),
  PORTAL_EMBEDDED_DATABASE: z.enum(['0', '1']).default('0'),
  PORTAL_DEV: z.enum(['0', '1']).default('0'),
  PORTAL_RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  PORTAL_WEBHOOK_LOOPBACK: z.enum(['on', 'off']).default('off'),
  READING_ALERT_FLOOR: z.coerce.number().int().min(1).default(50),
  PORTAL_GUARDIANS: z.enum(['on', 'off']).default('off'),
  TRUSTED_PROXY: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

/** A setting is missing or wrong. The message is one line that names it and never shows its value. */
export class WrongEnvironment extends Error {}

export type Environment = ReturnType<typeof readEnvironment>

/** Reads the settings that `docs/operations.md` lists. Throws `WrongEnvironment` at the first that is missing or wrong. */
export function readEnvironment(source: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new WrongEnvironment(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'wrong'}`)
  }
  const env = parsed.data
  const sampleData = env.PORTAL_SAMPLE_DATA === '1'
  if (!sampleData && env.PORTAL_CLOCK_OFFSET !== 0)
    throw new WrongEnvironment('PORTAL_CLOCK_OFFSET: moves the clock only where sample data is loaded')
  if (!sampleData && env.PORTAL_RATE_LIMITS === 'off')
    throw new WrongEnvironment('PORTAL_RATE_LIMITS: can be off only where sample data is loaded')
  if (!sampleData && env.PORTAL_WEBHOOK_LOOPBACK === 'on')
    throw new WrongEnvironment('PORTAL_WEBHOOK_LOOPBACK: can be on only where sample data is loaded')
  if (!sampleData && !env.OPERATOR_FILE)
    throw new WrongEnvironment('OPERATOR_FILE: the operator must be named where no sample data is loaded')
  const oidc = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET]
  if (oidc.some(Boolean) && !oidc.every(Boolean))
    throw new WrongEnvironment('OIDC_ISSUER: needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it')
  return {
    ...env,
    APP_URL: env.APP_URL ?? `http://localhost:${env.PORT}`,
    dataDir: resolve(env.PORTAL_DATA_DIR),
    keysDir: resolve(env.PORTAL_KEYS_DIR),
    checkpointDir: resolve(env.AUDIT_CHECKPOINT_DIR ?? join(env.PORTAL_DATA_DIR, 'audit')),
    /** The keys of witnesses, one a line; undefined if there are none. */
    witnessesFile: env.AUDIT_WITNESSES_FILE === undefined ? undefined : resolve(env.AUDIT_WITNESSES_FILE),
    deletionListFile: resolve(env.DELETION_LIST_FILE ?? join(env.PORTAL_DATA_DIR, 'deletions.jsonl')),
    backups: {
      folder: resolve(env.BACKUP_DIR ?? join(env.PORTAL_DATA_DIR, 'backups')),
      // Sample data is nobody's: it may be anywhere.
      country: env.BACKUP_COUNTRY ?? (sampleData ? 'KZ' : undefined),
      allowed: env.BACKUP_COUNTRIES.split(','),
      /** The settings of a bucket with its keys; undefined if there is none. */
      bucketFile: env.BACKUP_S3_FILE === undefined ? undefined : resolve(env.BACKUP_S3_FILE),
      recipients: env.BACKUP_RECIPIENTS?.split(',') ?? [],
    },
    packagesDir: resolve(env.PACKAGES_DIR ?? join(env.PORTAL_DATA_DIR, 'packages')),
    sampleData,
    /** The database is one that the launcher starts; otherwise a server of the operator. */
    embeddedDatabase: env.PORTAL_EMBEDDED_DATABASE === '1',
    /** People under 18 act through a representative; off: nobody is asked their age. */
    guardians: env.PORTAL_GUARDIANS === 'on',
    readingAlertFloor: env.READING_ALERT_FLOOR,
    /** Webhooks may go to this machine, unencrypted and at any port: for trying them out. */
    webhookLoopback: env.PORTAL_WEBHOOK_LOOPBACK === 'on',
    dev: env.PORTAL_DEV === '1',
  }
}
