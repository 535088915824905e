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

/** Resident memory of a process in MB, as the system counts it; 0 when it has ended. */
export function residentMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

/** Fields 16 and 17 of proc(5): the processes that it waited for, and theirs. */
const endedMs = (fields: string[]) => (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * 10

/** Processor time of the programs that this process ran to their ends, with all that they ran. */
export const childrenMs = () => endedMs(statOf('self'))

/** Processor time of this process itself. */
export const ownMs = () => msOf(statOf('self'))

/** The same of all processes of the PostgreSQL that a backend belongs to, those that ended too. */
export function postgresMs(backend: number): number {
  const postmaster = statOf(backend)[1] ?? ''
  const own = statOf(postmaster)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((fields) => fields[1] === postmaster)
    .reduce((sum, fields) => sum + msOf(fields), msOf(own) + endedMs(own))
}
