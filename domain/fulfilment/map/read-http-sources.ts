import { readFileSync } from 'node:fs'
import { type HttpSourceSettings, httpSourcesSchema, type SourceTitles } from '../rules/http-protocol.ts'

type Env = { HTTP_SOURCES_FILE?: string | undefined }

/** The systems of `HTTP_SOURCES_FILE`; none without it. Throws one line that names the file and the place, never a key. */
export function readHttpSources({ HTTP_SOURCES_FILE: file }: Env): readonly HttpSourceSettings[] {
  if (!file) return []
  const parsed = httpSourcesSchema.safeParse(jsonOf(readFileSync(file, 'utf8')))
  if (parsed.success) return parsed.data.sources
  const issue = parsed.error.issues[0]
  throw new Error(`HTTP_SOURCES_FILE: ${issue?.path.join('.')}: ${issue?.message}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The error quotes the text around the mistake, which can be a key.
    throw new Error('HTTP_SOURCES_FILE: is not JSON')
  }
}

/** What these systems are called, by the name of their source. */
export const readSourceTitles = (env: Env): SourceTitles =>
  Object.fromEntries(readHttpSources(env).map(({ name, title }) => [name, title]))
