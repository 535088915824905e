/** Why an action did nothing: a code with a text in `errors`, shown beside `field`, else for the whole form. */
export type ActionError = {
  status: 'refused'
  code: string
  field?: string | undefined
  /** When it is possible again. */
  retryAfterSeconds?: number
  triesLeft?: number
  /** Where a code or a passkey is asked for first. */
  confirmAt?: string
}

export const actionError = (code: string, field?: string): ActionError => ({ status: 'refused', code, field })

/** An error of a use case beside the code, where it is about the code that was typed. */
export const codeError = (error: ActionError): ActionError =>
  error.code === 'wrong-code' ? { ...error, field: 'code' } : error

export const isError = (result: object): result is ActionError =>
  'status' in result && result.status === 'refused'
