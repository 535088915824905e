import { FILES_A_MESSAGE, type FileFault, sizeFault } from '#domain/requests/rules/file-limits.ts'
import { readFileContent } from '#domain/requests/rules/file-type.ts'
import { smallerJpeg } from './smaller-jpeg.ts'

export type Prepared = {
  files: File[]
  fault: FileFault | null
  /** Photos that were made smaller, with their sizes in bytes. */
  smaller: { name: string; before: number; after: number }[]
}

/** Makes photos smaller and checks files by the server's own rules, before anything is sent. */
export async function prepareFiles(chosen: readonly File[]): Promise<Prepared> {
  if (chosen.length > FILES_A_MESSAGE) return { files: [...chosen], fault: 'too-many-files', smaller: [] }
  const files: File[] = []
  const smaller: Prepared['smaller'] = []
  for (const file of chosen) {
    const prepared = await smallerJpeg(file)
    files.push(prepared)
    if (prepared !== file) smaller.push({ name: file.name, before: file.size, after: prepared.size })
  }
  const fault = sizeFault(files.map(({ size }) => size)) ?? (await contentFault(files))
  return { files, fault, smaller }
}

async function contentFault(files: readonly File[]): Promise<FileFault | null> {
  for (const file of files) {
    const reading = readFileContent(new Uint8Array(await file.arrayBuffer()))
    if (!reading.type) return reading.fault
  }
  return null
}
