import type { z } from 'zod'
import { parseUntrusted } from '#platform/untrusted-json.ts'
import { ApiProblem } from './api-answer.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A body by a schema. What is no JSON, or wrong, is a 400 that names where. */
export function readJson<S extends z.ZodType>(body: Buffer, schema: S): z.infer<S> {
  const parsed = schema.safeParse(parse(body))
  if (parsed.success) return parsed.data
  throw new ApiProblem(400, 'invalid-body', { errors: faultsOf(parsed.error.issues) })
}

/** How many faults an answer names. */
export const mostErrors = 20

/**
 * What is wrong in the branch of a union that was meant: the one whose `purpose` fits, else the first. Other faults stay as
 * they are.
 */
function chosenBranch(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const fits = issue.errors.find((branch) => branch.every(({ path }) => path[0] !== 'purpose'))
  return (fits ?? issue.errors[0] ?? []).map((one) => ({ ...one, path: [...issue.path, ...one.path] }))
}

/** The first faults, each with its place: `choices.0.decision`. */
export function faultsOf(issues: readonly z.core.$ZodIssue[]) {
  return issues
    .flatMap(chosenBranch)
    .slice(0, mostErrors)
    .map((issue) => ({
      parameter:
        [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.') ||
        'body',
      code: issue.code === 'custom' || /^[a-z]+(-[a-z]+)*$/.test(issue.message) ? issue.message : issue.code,
    }))
}

function parse(body: Buffer): unknown {
  try {
    return parseUntrusted(utf8.decode(body))
  } catch {
    throw new ApiProblem(400, 'malformed')
  }
}
