import { readdirSync, readFileSync } from 'node:fs'

function statOf(pid: string | number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  } catch {
    return []
  }
}

const msOf = (fields: string[]) => (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10

/** Processor time of a process since it began, in milliseconds. */
export const processorMs = (pid: number) => msOf(statOf(pid))

/** The same of all processes of the PostgreSQL that a backend belongs to, those that ended too. */
export function postgresMs(backend: number): number {
  const postmaster = statOf(backend)[1] ?? ''
  const own = statOf(postmaster)
  // Fields 16 and 17 of proc(5): children that were waited for.
  const ended = (Number(own[13] ?? 0) + Number(own[14] ?? 0)) * 10
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((fields) => fields[1] === postmaster)
    .reduce((sum, fields) => sum + msOf(fields), msOf(own) + ended)
}
