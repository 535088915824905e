import type { FileFault, UploadedFile } from '#domain/requests/record/attach-file.ts'

// A field left empty is sent as an empty file without a name; the framework's script makes one of these of it.
const nameless: readonly string[] = ['', 'undefined', 'blob']

/** The files of a form's field `files`. */
export async function uploadedFiles(form: FormData): Promise<UploadedFile[]> {
  const chosen = form.getAll('files').filter((one) => one instanceof File)
  const named = chosen.filter((file) => file.size > 0 || !nameless.includes(file.name))
  return Promise.all(named.map(async (file) => ({ content: new Uint8Array(await file.arrayBuffer()) })))
}

const faults: readonly string[] = [
  'too-many-files',
  'file-too-large',
  'file-type',
  'file-empty',
] satisfies FileFault[]

/** The field that an error belongs to: the file field, for errors about files. */
export const refusedFiles = (code: string) => (faults.includes(code) ? 'files' : undefined)
