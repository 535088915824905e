import type { UploadedFile } from '#domain/requests/record/attach-file.ts'
import { fileFaults } from '#domain/requests/rules/file-limits.ts'
import { type ActionError, actionError } from './action-error.ts'

// A field left empty is sent as an empty file without a name; the framework's script makes one of these of it.
const nameless: readonly string[] = ['', 'undefined', 'blob']

/** The files of a form's field `files`. */
export async function uploadedFiles(form: FormData): Promise<UploadedFile[]> {
  const chosen = form.getAll('files').filter((one) => one instanceof File)
  const named = chosen.filter((file) => file.size > 0 || !nameless.includes(file.name))
  return Promise.all(named.map(async (file) => ({ content: new Uint8Array(await file.arrayBuffer()) })))
}

/** The error of a use case that takes files, beside `field`; without one beside the files, where it is about them. */
export function requestError(
  result: { code: string; retryAfterSeconds?: number },
  field: string | undefined = isFileFault(result.code) ? 'files' : undefined,
): ActionError {
  const { code, retryAfterSeconds } = result
  return { ...actionError(code, field), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
}

const isFileFault = (code: string) => (fileFaults as readonly string[]).includes(code)
