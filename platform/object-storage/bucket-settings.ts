import { z } from 'zod'
import { KeyFileError, readSecretFile } from '../crypto/key-files.ts'

const text = z.string().min(1).max(500)

const settings = z.strictObject({
  /** `https://s3.example.kz`, without the bucket. */
  endpoint: z.url({ protocol: /^https?$/ }),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  region: z.string().regex(/^[a-z0-9-]+$/),
  /** Where the bucket is, two letters. */
  country: z.string().regex(/^[A-Z]{2}$/),
  accessKeyId: text,
  secretAccessKey: text,
})

export type BucketSettings = z.infer<typeof settings>

/** Reads the settings of a bucket. Throws `KeyFileError`, one line that names the file and never shows a value. */
export function readBucketSettings(file: string): BucketSettings {
  const content = readSecretFile(file)
  if (content === null) throw new KeyFileError(file, 'is missing')
  let given: unknown
  try {
    given = JSON.parse(content)
  } catch {
    throw new KeyFileError(file, 'is not JSON')
  }
  const { data, error } = settings.safeParse(given)
  if (!data) throw new KeyFileError(file, `${error.issues[0]?.path.join('.') || 'settings'} is wrong`)
  const { protocol, hostname } = new URL(data.endpoint)
  if (protocol !== 'https:' && !['localhost', '127.0.0.1'].includes(hostname))
    throw new KeyFileError(file, 'endpoint must begin with https://')
  return data
}
